import type { Override } from "../engine/core";

/**
 * The text of a scenario with the differences of a session written into it. Values that stand in the file
 * are replaced where they stand; what the file leaves to the catalogue is named in the command at the top,
 * which gives the numbers on the page.
 */
export function toml(
  text: string,
  overrides: readonly Override[],
  name: string,
  seed: number,
): string {
  let lines = text.split("\n");
  const left: Override[] = [];
  for (const override of overrides) {
    const written = withValue(lines, override);
    if (written === null) left.push(override);
    else lines = written;
  }
  const sets = left.map(
    ({ path, text: value }) => ` --set '${path}=${value.replaceAll("'", "'\\''")}'`,
  );
  const command = `# undercut run ${name}.toml --seed ${seed}${sets.join("")}`;
  const changes = overrides.map(({ path, text: value }) => `#   ${path} = ${value}`);
  const note = changes.length === 0 ? [] : ["# Changed on the page:", ...changes];
  return [command, ...note, "", ...lines].join("\n");
}

const KEY = /^(\s*)([A-Za-z0-9_-]+)(\s*=\s*)(.*)$/;

/** The lines with the value at a path replaced; null where no line holds that path alone. */
function withValue(lines: readonly string[], { path, text }: Override): string[] | null {
  const counts = new Map<string, number>();
  let table = "";
  for (const [index, line] of lines.entries()) {
    const list = /^\s*\[\[\s*([^\]]+?)\s*\]\]/.exec(line)?.[1];
    const single = /^\s*\[\s*([^[\]]+?)\s*\]/.exec(line)?.[1];
    if (list !== undefined) {
      const place = counts.get(list) ?? 0;
      counts.set(list, place + 1);
      table = `${list}[${place}].`;
    } else if (single !== undefined) {
      table = `${nested(single, counts)}.`;
    }
    const [, indent = "", key, equals = "", rest = ""] = KEY.exec(line) ?? [];
    if (key === undefined || `${table}${key}` !== path) continue;
    const value = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'[{]+)/.exec(rest)?.[0];
    if (value === undefined) return null;
    const bare =
      /^[-+]?(\d[\d_]*)(\.\d+)?(e[-+]?\d+)?$/i.test(text) || text === "true" || text === "false";
    const written = bare && !/^["']/.test(value) ? text : JSON.stringify(text);
    return lines.with(index, `${indent}${key}${equals}${written}${rest.slice(value.length)}`);
  }
  return null;
}

/** A table below an item of a list belongs to the last such item: `[workload.task.quality]`. */
function nested(name: string, counts: ReadonlyMap<string, number>): string {
  for (const [list, count] of counts) {
    if (name.startsWith(`${list}.`)) return `${list}[${count - 1}].${name.slice(list.length + 1)}`;
  }
  return name;
}
