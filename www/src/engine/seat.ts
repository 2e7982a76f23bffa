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

/** Milliseconds without a word after which a worker that was asked something counts as gone. */
export const SILENCE_MS = 10_000;
/** How many times its slowest answer so far a worker may take: on a busy machine it is slow and not gone. */
const PATIENCE = 8;
/** The same before its first answer, which reads a catalogue: nothing is known of its pace yet. */
const FIRST_MS = 30_000;
/** Milliseconds between looks at a worker. */
const LOOK_MS = 2000;

/** A seat in a worker of its own. */
export class WorkerSeat<Q = Calls> implements Seat<Q> {
  private readonly worker: Worker;
  private readonly waiting = new Map<
    number,
    { resolve: (answer: never) => void; reject: (error: Error) => void }
  >();
  private next = 0;
  private broken: Broken | null = null;
  /** Looks whether the worker still speaks, while something is asked of it. */
  private watch: ReturnType<typeof setInterval> | null = null;
  /** When it was last heard, or first asked after a rest; and the longest that it took so far. */
  private heard = 0;
  private slowest = 0;
  private looked = 0;
  /** The call whose time the network decides: a module may have to be fetched. */
  private loading = -1;

  constructor(worker: Worker) {
    this.worker = worker;
    worker.onmessage = (event: MessageEvent<Replied & { id: number }>) => {
      const now = performance.now();
      if (event.data.id !== this.loading) this.slowest = Math.max(this.slowest, now - this.heard);
      this.heard = now;
      const call = this.waiting.get(event.data.id);
      this.waiting.delete(event.data.id);
      if (this.waiting.size === 0) this.unwatch();
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
      if (kind === "load") this.loading = id;
      this.watching();
      this.worker.postMessage({ id, kind, ask }, transfer);
    });
  }

  private watching(): void {
    if (this.watch !== null) return;
    this.heard = performance.now();
    this.looked = this.heard;
    this.watch = setInterval(() => this.look(), LOOK_MS);
  }

  /** A worker that was terminated sends no event: only its silence tells. */
  private look(): void {
    const now = performance.now();
    // While the whole machine slept, or this page had no turn, nobody was silent.
    if (now - this.looked > 2 * LOOK_MS) this.heard += now - this.looked - LOOK_MS;
    this.looked = now;
    const limit = this.slowest === 0 ? FIRST_MS : Math.max(SILENCE_MS, PATIENCE * this.slowest);
    if (now - this.heard < limit || this.waiting.has(this.loading)) return;
    this.breakWith(`it gave nothing for ${Math.round(limit / 1000)} seconds`);
  }

  private unwatch(): void {
    if (this.watch !== null) clearInterval(this.watch);
    this.watch = null;
  }

  close(): void {
    this.breakWith("closed");
    this.worker.terminate();
  }

  private breakWith(message: string): void {
    this.unwatch();
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
