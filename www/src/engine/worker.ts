/// <reference lib="webworker" />
import * as core from "../core/undercut.js";
import { Desk, transfers } from "./desk";
import type { Request } from "./protocol";

declare const self: DedicatedWorkerGlobalScope;

const desk = new Desk(core);

self.onmessage = async (event: MessageEvent<Request>) => {
  const reply = await desk.reply(event.data);
  self.postMessage(reply, transfers(reply));
};
