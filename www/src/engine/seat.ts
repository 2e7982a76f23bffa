import { type Answer, type Ask, Broken, type Calls, type Refusal, Refused } from "./protocol";

/** A place where requests are answered, in the order they are made. */
export interface Seat<Q = Calls> {
  call<K extends keyof Q>(
    kind: K,
    ask: Ask<Q, K>,
    transfer?: Transferable[],
  ): Promise<Answer<Q, K>>;
  close(): void;
}

/** What answers requests: the desk of the core, or that of the lab. */
export interface Answering {
  reply(request: { id: number; kind: never; ask: never }): Promise<Replied>;
}

type Replied = { answer: unknown } | Refusal;

function settle(
  reply: Replied,
  resolve: (answer: never) => void,
  reject: (error: Error) => void,
): void {
  if ("answer" in reply) resolve(reply.answer as never);
  else if ("problems" in reply) reject(new Refused(reply.problems));
  else reject(new Broken(reply.failure));
}

/** A seat in a worker of its own. */
export class WorkerSeat<Q = Calls> implements Seat<Q> {
  private readonly worker: Worker;
  private readonly waiting = new Map<
    number,
    { resolve: (answer: never) => void; reject: (error: Error) => void }
  >();
  private next = 0;
  private broken: Broken | null = null;

  constructor(worker: Worker) {
    this.worker = worker;
    worker.onmessage = (event: MessageEvent<Replied & { id: number }>) => {
      const call = this.waiting.get(event.data.id);
      this.waiting.delete(event.data.id);
      if (call !== undefined) settle(event.data, call.resolve, call.reject);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.breakWith(event.message || "the worker could not start");
    };
    worker.onmessageerror = () => this.breakWith("a message could not be read");
  }

  call<K extends keyof Q>(
    kind: K,
    ask: Ask<Q, K>,
    transfer: Transferable[] = [],
  ): Promise<Answer<Q, K>> {
    if (this.broken !== null) return Promise.reject(this.broken);
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, kind, ask }, transfer);
    });
  }

  close(): void {
    this.breakWith("closed");
    this.worker.terminate();
  }

  private breakWith(message: string): void {
    this.broken ??= new Broken(message);
    for (const call of this.waiting.values()) call.reject(this.broken);
    this.waiting.clear();
  }
}

/** A seat on the main thread, which lets the page breathe before each answer. */
export class LocalSeat<Q = Calls> implements Seat<Q> {
  private readonly desk: Answering;
  private last: Promise<unknown> = Promise.resolve();

  constructor(desk: Answering) {
    this.desk = desk;
  }

  call<K extends keyof Q>(kind: K, ask: Ask<Q, K>): Promise<Answer<Q, K>> {
    const answer = this.last.then(async () => {
      await new Promise((breathe) => setTimeout(breathe, 0));
      const reply = await this.desk.reply({ id: 0, kind: kind as never, ask: ask as never });
      return new Promise<never>((resolve, reject) => settle(reply, resolve, reject));
    });
    this.last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {}
}
