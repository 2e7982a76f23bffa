/** Names beside what they name: where one stands without covering another. */
import type { Place } from "./frame";

/** A part of the picture, in pixels. */
export interface Box {
  left: number;
  right: number;
  top: number;
  foot: number;
}

/** A side of an anchor: away in x and y, and which end of the name stands there. */
export interface Side {
  dx: number;
  dy: number;
  textAnchor: "start" | "end";
}

/** Half the height of a line of words. */
const HALF = 6;

/** About how many pixels a name of the charts' size takes. */
export function lengthOf(name: string, bold: boolean): number {
  const wide = (letter: string): number => {
    if (/[MWmw%@]/.test(letter)) return 9.2;
    if (/[A-Z]/.test(letter)) return 7.6;
    if (/[ijl.,:;'|! ]/.test(letter)) return 3.1;
    if (/[frt\-()]/.test(letter)) return 4;
    return 6.2;
  };
  const length = [...name].reduce((sum, letter) => sum + wide(letter), 0);
  return bold ? length * 1.07 : length;
}

/** What a name of a length covers at a side of its anchor. */
export function boxAt({ x, y }: Place, { dx, dy, textAnchor }: Side, length: number): Box {
  const left = textAnchor === "start" ? x + dx : x + dx - length;
  return { left, right: left + length, top: y + dy - HALF, foot: y + dy + HALF };
}

/** The part of the picture in which lines of words may have their middles. */
export function middlesIn({ width, height }: { width: number; height: number }): Box {
  return { left: 0, right: width, top: -HALF, foot: height + HALF };
}

/** The first anchor and side, the best first, where a name stays in the room and covers nothing that is taken. */
export function beside<S extends Side>(
  anchors: readonly Place[],
  sides: readonly S[],
  length: number,
  room: Box,
  taken: readonly Box[],
): { anchor: Place; side: S; box: Box } | null {
  for (const anchor of anchors) {
    for (const side of sides) {
      const box = boxAt(anchor, side, length);
      if (within(box, room) && taken.every((other) => apart(box, other)))
        return { anchor, side, box };
    }
  }
  return null;
}

function within(box: Box, room: Box): boolean {
  return (
    box.left >= room.left && box.right <= room.right && box.top >= room.top && box.foot <= room.foot
  );
}

function apart(one: Box, other: Box): boolean {
  return (
    one.right < other.left || one.left > other.right || one.foot < other.top || one.top > other.foot
  );
}
