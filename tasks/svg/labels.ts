/**
 * Places for names beside the points of a chart, so that none covers another.
 *
 * @module
 */

/** A place, in units of the view box. */
export type Place = readonly [x: number, y: number];

/** A rectangle around a middle. */
export interface Box {
  /** Its middle. */
  readonly at: Place;
  /** Its size. */
  readonly size: readonly [width: number, height: number];
}

/** A name for a point. */
export interface Name {
  /** The point. */
  readonly at: Place;
  /** Room that the point's own mark takes, from its middle. */
  readonly gap: number;
  /** The name. */
  readonly text: string;
}

/** The parts of a chart that names have to keep clear of. */
export interface Surroundings {
  /** Where names may stand. */
  readonly frame: Box;
  /** Boxes that names may not cover. */
  readonly marks: readonly Box[];
  /** Lines that names should not cover where there is another place. */
  readonly lines: readonly (readonly Place[])[];
}

/** A name and the middle of its place. */
export interface Label {
  /** The middle. */
  readonly at: Place;
  /** The name. */
  readonly text: string;
}

/** Units of a view box that text of 12 units takes. */
const HIGH = 13;
const WIDE = 7.4;

/** An estimate of the width of text of 12 units, seldom too small. */
export function textWidth(text: string): number {
  return WIDE * text.length;
}

/** Places for names, the first ones before others; a name that finds none is left out. */
export function placeLabels(names: readonly Name[], around: Surroundings): Label[] {
  const taken = [...around.marks];
  const ink = around.lines.flatMap(dots);
  return names.flatMap((name) => {
    const free = places(name).filter((box) =>
      isInside(box, around.frame) && taken.every((other) => !meet(box, other))
    );
    const covered = free.map((box) => ink.filter((at) => meet(box, { at, size: [0, 0] })).length);
    const best = free[covered.indexOf(Math.min(...covered))];
    if (!best) return [];
    taken.push(best);
    return [{ at: best.at, text: name.text }];
  });
}

/** Above, below, at the sides, and in the corners. */
function places({ at: [x, y], gap, text }: Name): Box[] {
  const size = [textWidth(text), HIGH] as const;
  const [across, along] = [gap + size[0] / 2, gap + HIGH / 2];
  const steps = [[0, -1], [0, 1], [1, 0], [-1, 0], [1, -1], [-1, -1], [1, 1], [-1, 1]];
  return steps.map(([right, down]) => ({ at: [x + right * across, y + down * along], size }));
}

/** Points along a line, a few units apart. */
function dots(line: readonly Place[]): Place[] {
  return line.slice(1).flatMap(([x, y], i): Place[] => {
    const [from, below] = line[i];
    const count = Math.ceil(Math.hypot(x - from, y - below) / 4);
    return Array.from({ length: count + 1 }, (_, k) => {
      const part = count && k / count;
      return [from + part * (x - from), below + part * (y - below)];
    });
  });
}

/** Whether two boxes have more than an edge in common. */
function meet(a: Box, b: Box): boolean {
  return [0, 1].every((i) => Math.abs(a.at[i] - b.at[i]) < (a.size[i] + b.size[i]) / 2);
}

function isInside(box: Box, frame: Box): boolean {
  return [0, 1].every((i) =>
    Math.abs(box.at[i] - frame.at[i]) <= (frame.size[i] - box.size[i]) / 2
  );
}
