/// <reference lib="webworker" />
import * as module from "../lab/undercut.js";
import { type LabCalls, LabDesk } from "./labdesk";
import type { Request } from "./protocol";

declare const self: DedicatedWorkerGlobalScope;

const desk = new LabDesk(module);

self.onmessage = async (event: MessageEvent<Request<LabCalls>>) => {
  self.postMessage(await desk.reply(event.data));
};
