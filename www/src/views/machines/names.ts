/** Names that people know, of the ids in an answer about hardware. */
import type { Hardware } from "../../engine/lab";

const known = new WeakMap<Hardware, ReadonlyMap<string, string>>();

/** How the catalogue calls what an answer names by its id; an id that it does not list stands for itself. */
export function namesOf(answer: Hardware): (id: string) => string {
  const names = known.get(answer) ?? gathered(answer);
  known.set(answer, names);
  return (id) => names.get(id) ?? id;
}

function gathered({ models, model, machines, engines, precisions }: Hardware): Map<string, string> {
  const named = [...models, model, ...machines, ...engines].map(({ id, name }) => [id, name]);
  // Number formats are written in capitals.
  const formats = precisions.map((format) => [format, format.toUpperCase()]);
  return new Map([...named, ...formats, ["any", "Fastest"]] as [string, string][]);
}
