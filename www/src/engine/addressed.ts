import UrlWorker from "./worker?worker";

/** A worker by its address, for pages whose policy forbids blob workers. */
export function addressed(): Worker {
  return new UrlWorker();
}
