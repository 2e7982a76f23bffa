import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Hardware } from "../../src/engine/lab";
import { accessible } from "./axe";
import { ANOTHER, followed, LAPTOP, loaded, type Screen } from "./opened";
import { SHORT, serve, until } from "./site";

/** The lab's answer on show, once it is that to the present question. */
async function answered(page: Page): Promise<Hardware> {
  const inquiry = () => {
    const { inquiries } = document.querySelector("undercut-explorer") as unknown as {
      inquiries: Map<string, { complete: boolean; answer: Hardware }>;
    };
    return inquiries.get("hardware");
  };
  await page.evaluate(`globalThis.asked = ${inquiry}`);
  await until(
    page,
    () =>
      (globalThis as unknown as { asked(): { complete: boolean } | undefined }).asked()
        ?.complete === true,
  );
  return page.evaluate(
    () => (globalThis as unknown as { asked(): { answer: Hardware } }).asked().answer,
  );
}

const headline = (page: Page): Promise<string> => page.locator(".answer .first").innerText();

describe("the view of hardware", () => {
  it("opens from the list, loads the lab then and not before, and answers", async () => {
    const { page, complaints } = await loaded(SHORT);
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(request.url()));
    await page.locator("undercut-figure svg.chart").first().waitFor();
    expect(fetched.some((url) => /hardware/.test(url))).toBe(false);
    await page.getByRole("link", { name: "Hardware & engines" }).click();
    const answer = await answered(page);
    expect(fetched.filter((url) => url.endsWith(".wasm")).length).toBe(1);
    expect(await headline(page)).toBe(answer.sentences[0]);
    const shown = await page.locator(".row.lab.many undercut-figure h3").allInnerTexts();
    const named = new Map(answer.machines.map(({ id, name }) => [id, name]));
    const held = new Set(answer.curves.map(({ accelerator }) => named.get(accelerator)));
    expect(shown.map((text) => text.split(/[:\n]/)[0]?.trim())).toEqual([...held]);
    await page.locator(".row.lab svg.chart path").first().waitFor();
    await page.goBack();
    await page.locator(".runs").waitFor();
    expect(complaints).toEqual([]);
  });

  it("follows its controls, keeps them in the link, and brings another browser there", async () => {
    const { page, complaints } = await followed("#view=hardware");
    const before = await answered(page);
    await page.getByLabel("Model").selectOption("gpt-oss-120b");
    await page.getByLabel("Precision").selectOption("mxfp4");
    await page.getByRole("checkbox", { name: "Speculative decoding" }).check();
    await page.locator('input[data-name="isl"]').fill("8192");
    await page.locator('input[data-name="isl"]').press("Enter");
    const after = await answered(page);
    expect(after.inquiry).toMatchObject({
      model: "gpt-oss-120b",
      precision: "mxfp4",
      speculative: true,
      isl: 8192,
    });
    expect(after.sentences[0]).not.toBe(before.sentences[0]);
    await expect
      .poll(() => page.evaluate(() => location.hash))
      .toMatch(/hardware\.isl=8192&hardware\.model=gpt-oss-120b/);

    const other = await loaded(new URL(page.url()).hash, ANOTHER);
    expect(await answered(other.page)).toEqual(after);
    await other.page.getByRole("button", { name: "Reset", exact: true }).click();
    await expect.poll(() => headline(other.page)).toBe(before.sentences[0]);
    expect([...complaints, ...other.complaints]).toEqual([]);
  });

  it("is worked by keys, and says which value is wrong", async () => {
    const { page } = await followed("#view=hardware");
    const before = await answered(page);
    await page.getByRole("slider", { name: "Prefix hits" }).focus();
    for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await answered(page)).inquiry.prefix_hit_rate).toBe(0.2);
    expect((await answered(page)).curves).not.toEqual(before.curves);
    await page.locator('input[data-name="osl"]').fill("-1");
    await page.locator('input[data-name="osl"]').press("Enter");
    const wrong = page
      .locator(".banner")
      .getByText("Output tokens: -1 must be a number from 1 to 1,000,000.");
    await wrong.waitFor();
    await page.locator('input[data-name="osl"][aria-invalid]').waitFor();
    await page.locator('input[data-name="osl"]').fill("512");
    await page.locator('input[data-name="osl"]').press("Enter");
    await expect.poll(() => page.getByText("must be a number").count()).toBe(0);
  });

  it("takes 2k for 2,000 tokens", async () => {
    const { page } = await followed("#view=hardware");
    await answered(page);
    await page.locator('input[data-name="isl"]').fill("2k");
    await page.locator('input[data-name="isl"]').press("Enter");
    await expect.poll(async () => (await answered(page)).inquiry.isl).toBe(2000);
    await expect.poll(() => page.evaluate(() => location.hash)).toContain("hardware.isl=2k");
  });

  it.each([
    ["hardware.isl=0", "Input tokens: 0 must be a number from 1 to 1,000,000."],
    ["hardware.isl=abc", "Input tokens: abc must be a number from 1 to 1,000,000."],
    ["hardware.osl=", "Output tokens is empty and must be a number from 1 to 1,000,000."],
    ["hardware.model=nope", "Model: nope is not a model whose shape is known."],
  ])("opened with %s tells what is wrong, beside controls that mend it", async (wrong, words) => {
    const { page, complaints } = await loaded(`#view=hardware&${wrong}`);
    await page.locator(".banner").getByText(words).waitFor();
    await page.getByText("The numbers below answer the usual question.").waitFor();
    // Controls show what was written, and the usual question's numbers stand below.
    const name = /\.([a-z]+)=/.exec(wrong)?.[1] ?? "";
    await expect
      .poll(() => page.locator(`[data-name="${name}"]`).inputValue())
      .toBe(wrong.split("=")[1]);
    await page.locator(".row.lab svg.chart path").first().waitFor();
    await page.getByRole("button", { name: "Ask the usual question" }).click();
    await expect.poll(() => page.locator(".banner").count()).toBe(0);
    await expect.poll(() => page.evaluate(() => location.hash)).not.toContain("hardware.");
    await answered(page);
    expect(complaints).toEqual([]);
  });

  it("takes choices back by Ctrl-Z, a slider's way as one", async () => {
    const { page } = await followed("#view=hardware");
    await answered(page);
    await page.getByLabel("Model").selectOption("gpt-oss-120b");
    await expect.poll(async () => (await answered(page)).inquiry.model).toBe("gpt-oss-120b");
    const slider = page.getByRole("slider", { name: "Prefix hits" });
    const box = await slider.boundingBox();
    if (box === null) throw new Error("no slider");
    await page.mouse.move(box.x + 7, box.y + box.height / 2);
    await page.mouse.down();
    for (const part of [0.2, 0.4, 0.6])
      await page.mouse.move(box.x + part * box.width, box.y + box.height / 2);
    await page.mouse.up();
    await expect
      .poll(async () => (await answered(page)).inquiry.prefix_hit_rate)
      .toBeGreaterThan(0.4);
    await page.keyboard.press("Control+z");
    await expect.poll(async () => (await answered(page)).inquiry.prefix_hit_rate).toBe(0);
    expect((await answered(page)).inquiry.model).toBe("gpt-oss-120b");
    await page.keyboard.press("Control+z");
    await expect.poll(async () => (await answered(page)).inquiry.model).toBe("deepseek-r1");
    await page.getByRole("button", { name: "Redo" }).click();
    await expect.poll(async () => (await answered(page)).inquiry.model).toBe("gpt-oss-120b");
  });

  it("leaves an engine that does not run on another accelerator", async () => {
    const { page } = await followed("#view=hardware&hardware.engine=tensorrt-llm");
    await answered(page);
    await page.getByLabel("In focus").selectOption("mi355x");
    await expect
      .poll(async () => (await answered(page)).inquiry)
      .toMatchObject({ accelerator: "mi355x", engine: "any" });
  });

  it("reads its charts under the pointer and by keys", async () => {
    const { page } = await followed("#view=hardware");
    const { curves } = await answered(page);
    const figure = page.locator(".row.lab.many undercut-figure").first();
    await figure.locator("svg.chart path").first().waitFor();
    await figure.locator(".plot").hover();
    await expect
      .poll(() => figure.locator(".tip").innerText())
      .toMatch(/tokens\/s per user\nSGLang .*\nvLLM /);
    expect(await figure.locator(".cursor").isVisible()).toBe(true);
    await page.mouse.move(0, 0);
    await expect.poll(() => figure.locator(".tip").isVisible()).toBe(false);
    await figure.locator(".plot").focus();
    await page.keyboard.press("Home");
    const slowest = curves[0]?.points[0]?.tokens_per_s_per_user;
    await expect
      .poll(() => figure.locator(".tip").innerText())
      .toMatch(new RegExp(`^${slowest} tokens/s per user\n`));
  });

  it("says which rows the model was fitted to, and how far off it was on the others", async () => {
    const { page } = await followed("#view=hardware");
    const { dots, held_out } = await answered(page);
    const text = await page.locator(".row.held").innerText();
    const [fitted, never] = [true, false].map((it) => dots.filter((dot) => dot.fitted === it));
    expect(text).toContain(`${fitted?.length} rows that the model was fitted to`);
    expect(text).toContain(`${never?.length} rows that it was never fitted to`);
    const rows = await page.locator("table.held-out tbody tr").allInnerTexts();
    expect(rows.length).toBe(held_out.length);
    for (const [index, { mape_percent: mean }] of held_out.entries())
      expect(rows[index]).toContain(`${mean.toFixed(1)}%`);
  });

  it("is saved as numbers and as a picture", async () => {
    const { page } = await followed("#view=hardware");
    const { sentences, curves } = await answered(page);
    const saved = async (name: string): Promise<string> => {
      await page.getByRole("button", { name: "Download" }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name }).click(),
      ]);
      return readFile(await download.path(), "utf8");
    };
    const csv = await saved("All numbers, CSV");
    const points = curves.reduce((sum, curve) => sum + curve.points.length, 0);
    expect(csv.split("\n").filter((line) => line.startsWith("throughput,")).length).toBe(
      points * 5,
    );
    const svg = await saved("Picture, SVG");
    expect(svg).toContain("GB200");
    // What lines and hues mean, and what stands on measured rows.
    for (const words of ["Thick line: anchored", "SGLang", "Anchored: ", "never fitted to"])
      expect(svg).toContain(words);
    const { clashes, hues } = await page.evaluate((source) => {
      const host = document.createElement("div");
      host.innerHTML = source.replace(/^<\?xml.*\?>/, "");
      document.body.append(host);
      const boxes = [...host.querySelectorAll(":scope > svg > text")].map((text) => ({
        text: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      const over = (a: DOMRect, b: DOMRect): boolean =>
        a.left < b.right - 1 &&
        b.left < a.right - 1 &&
        a.top < b.bottom - 3 &&
        b.top < a.bottom - 3;
      const found = boxes.filter(({ box }, i) =>
        boxes.some((other, j) => j > i && over(box, other.box)),
      );
      const bars = host.querySelectorAll(':scope > svg > rect[width="14"]').length;
      host.remove();
      return { clashes: found.map(({ text }) => text), hues: bars };
    }, svg);
    expect(clashes).toEqual([]);
    expect(hues).toBeGreaterThan(6);
    expect(svg).toContain(sentences[0]?.slice(0, 40));
    expect(svg).not.toContain("var(");
  });

  it("answers changes of a control, and prints how soon", async () => {
    const { page } = await followed("#view=hardware");
    await answered(page);
    const times: number[] = [];
    for (const model of ["gpt-oss-120b", "llama-3.1-70b", "qwen3-32b", "deepseek-r1"]) {
      const start = await page.evaluate((name) => {
        const root = document.querySelector("undercut-explorer")?.shadowRoot;
        const select = root?.querySelector<HTMLSelectElement>('select[data-name="model"]');
        if (select === null || select === undefined) throw new Error("no control");
        const timed = globalThis as unknown as { done: Promise<number> };
        const inquiry = (globalThis as unknown as { asked(): { answer: Hardware } }).asked;
        const began = performance.now();
        select.value = name;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        timed.done = new Promise((resolve) => {
          const look = (): void => {
            if (inquiry().answer.inquiry.model === name) resolve(performance.now() - began);
            else setTimeout(look, 1);
          };
          look();
        });
        return timed.done;
      }, model);
      times.push(start);
    }
    times.sort((a, b) => a - b);
    process.stdout.write(`hardware: answers after ${times.map(Math.round).join(", ")} ms\n`);
    expect(times[0]).toBeGreaterThan(0);
  });

  it.each([
    ["blob", "worker-src 'self' blob:", "1 worker"],
    ["address", "worker-src 'self'", "1 worker"],
    ["the main thread", "worker-src 'none'", "on the main thread"],
  ])("runs by %s where the policy is so", async (_name, workers, place) => {
    const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; ${workers}`;
    const strict = await serve({ "content-security-policy": policy });
    const { page } = await loaded("#view=hardware", LAPTOP, strict.url);
    expect((await answered(page)).curves.length).toBeGreaterThan(0);
    const found = await page.evaluate(
      () => (globalThis as unknown as { asked(): { place: string } }).asked().place,
    );
    expect(found).toBe(place);
    await strict.close();
  });
});

const between: Screen = { viewport: { width: 900, height: 800 } };

describe("the view of hardware between a phone and a laptop", () => {
  it.each([900, 950, 1200])("has its controls above the answer at %i px", async (width) => {
    const { page } = await followed("#view=hardware", between);
    await page.setViewportSize({ width, height: 800 });
    await answered(page);
    const control = await page.locator('select[data-name="engine"]').boundingBox();
    const answer = await page.locator(".answer").boundingBox();
    expect(control?.y).toBeGreaterThan(0);
    expect((control?.y ?? 0) + (control?.height ?? 0)).toBeLessThan(answer?.y ?? 0);
    expect(answer?.y).toBeLessThan(400);
  });
});

const screens: [string, Screen][] = [
  ["a laptop, light", LAPTOP],
  ["a phone, dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true }],
  ["a wide screen", { viewport: { width: 1920, height: 1080 } }],
];

describe.each(screens)("the view of hardware on %s", (_name, screen) => {
  it("has nothing wrong that axe finds, and no sideways scrolling", async () => {
    const { page, complaints } = await followed("#view=hardware", screen);
    await answered(page);
    await page.locator("undercut-figure table").first().waitFor({ state: "attached" });
    await accessible(page);
    expect(complaints).toEqual([]);
  });
});
