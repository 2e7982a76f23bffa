import { describe, expect, it } from "vitest";
import { type LabCalls, LabDesk, type LabModule } from "../src/engine/labdesk";
import { Latest } from "../src/engine/latest";
import { Broken, Refused } from "../src/engine/protocol";
import { LocalSeat } from "../src/engine/seat";

const MODEL = { kind: "models", answer: [{ id: "gpt-oss-120b", name: "gpt-oss-120b" }] };
const facts = { name: "hash/whole", text: "", whole: true };
const question: LabCalls["ask"]["ask"] = { facts, question: { kind: "models" } };

/** A lab that knows one model, counts its questions, and does what `does` does first. */
function lab(does: () => void = () => undefined) {
  let asked = 0;
  const module = {
    initSync: () => undefined,
    ask: () => {
      asked += 1;
      does();
      return MODEL;
    },
  } as unknown as LabModule;
  return { seat: new LocalSeat<LabCalls>(new LabDesk(module)), asked: () => asked };
}

const none = (): Promise<never> => Promise.reject(new Error("no other seat"));

describe("questions to the lab", () => {
  it("are asked one at a time, and of those that wait only the latest", async () => {
    const { seat, asked } = lab();
    const latest = new Latest<LabCalls>(seat, none);
    const first = latest.ask("ask", question);
    // The first is under way by the time that the others come.
    await new Promise((wait) => setTimeout(wait, 0));
    const others = [latest.ask("ask", question), latest.ask("ask", question)];
    expect(await first).toEqual(MODEL);
    expect(await Promise.all(others)).toEqual([null, MODEL]);
    expect(asked()).toBe(2);
  });

  it("of one topic leave those of another alone", async () => {
    const { seat, asked } = lab();
    const latest = new Latest<LabCalls>(seat, none);
    const both = [latest.ask("ask", question, "models"), latest.ask("ask", question, "prices")];
    expect(await Promise.all(both)).toEqual([MODEL, MODEL]);
    expect(asked()).toBe(2);
  });

  it("are asked once more on another seat where one breaks", async () => {
    const broken = lab(() => {
      throw new Error("unreachable");
    });
    const sound = lab();
    const latest = new Latest<LabCalls>(broken.seat, async () => sound.seat);
    expect(await latest.ask("ask", question)).toEqual(MODEL);
    expect([broken.asked(), sound.asked()]).toEqual([1, 1]);

    const hopeless = new Latest<LabCalls>(broken.seat, async () => broken.seat);
    await expect(hopeless.ask("ask", question)).rejects.toThrow(Broken);
  });

  it("that are wrong come back with their problems, and the next is answered", async () => {
    let wrong = true;
    const problems = [{ path: "isl", value: "-1", rule: "must be above 0" }];
    const { seat } = lab(() => {
      if (wrong) throw { problems };
    });
    const latest = new Latest<LabCalls>(seat, none);
    const refused = latest.ask("ask", question);
    await expect(refused).rejects.toThrow(Refused);
    await expect(refused).rejects.toMatchObject({ problems });
    wrong = false;
    expect(await latest.ask("ask", question)).toEqual(MODEL);
  });
});
