/** A name of a row, cut where it would run into the number at its end. */
export function fitted(name: string, width: number): string {
  const letters = Math.floor(width / 6);
  return name.length <= letters ? name : `${name.slice(0, letters - 1).trimEnd()}…`;
}
