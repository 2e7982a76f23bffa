import UrlWorker from "./labworker?worker";

/** The lab's worker by its address, for pages whose policy forbids blob workers. */
export function addressed(): Worker {
  return new UrlWorker();
}
