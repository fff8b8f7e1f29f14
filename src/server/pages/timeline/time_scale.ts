// Time as a picture has it: what was done is to scale, waiting between is short.

/** A stretch of time, in milliseconds since 1970; `quiet`: many runs in which nothing happened, drawn as short as waiting. */
export interface Span {
  from: number;
  to: number;
  quiet?: boolean;
}

/** A stretch of the picture that is not to scale: from and to in percent of its width, and how long it was. */
export interface Gap {
  from: number;
  to: number;
  ms: number;
  quiet: boolean;
}

/** Where moments stand, from 0 to 100, never going back; and what is shortened. */
export interface TimeScale {
  at(ms: number): number;
  gaps: Gap[];
  /** Where stretches begin that are to scale. */
  starts: { at: number; ms: number }[];
}

/** Waiting is shortened where it is longer than this part of all that was done, and takes this part of its width. */
const LONG = 1 / 12;
const SHORT = 1 / 30;
/** A stretch in which next to nothing happened can still be seen. */
const LEAST = 1 / 80;

interface Piece extends Span {
  kind: "busy" | "gap" | "quiet";
  width: number;
}

/** Spans in any order; at least one. */
export function timeScale(spans: readonly Span[]): TimeScale {
  const pieces = piecesOf(spans);
  const busy = sum(pieces.filter(({ kind }) => kind === "busy").map(({ from, to }) => to - from)) || 1;
  const least = busy * LEAST;
  // Of what is drawn, not of the time it took: where nothing took any, waiting is short all the same.
  const drawn = sum(pieces.map(({ from, to, kind }) => kind === "busy" ? Math.max(to - from, least) : 0));
  const short = SHORT * (drawn || 1);
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const ms = piece.to - piece.from;
    const width = piece.kind === "busy"
      ? Math.max(ms, least)
      : piece.kind === "quiet"
      ? short * 2
      : ms > busy * LONG
      ? short
      : ms;
    // A short pause is to scale, as what is around it.
    joined.push({ ...piece, width, kind: piece.kind === "gap" && width === ms ? "busy" : piece.kind });
  }
  const all = sum(joined.map(({ width }) => width)) || 1;
  let x = 0;
  const placed = joined.map((piece) => {
    const left = x;
    x += piece.width / all * 100;
    return { ...piece, left, right: Math.min(x, 100) };
  });
  return {
    at: (ms) => {
      const piece = placed.find(({ to }) => ms <= to) ?? placed.at(-1)!;
      const part = piece.to === piece.from ? 0 : (ms - piece.from) / (piece.to - piece.from);
      return piece.left + Math.min(1, Math.max(0, part)) * (piece.right - piece.left);
    },
    gaps: placed.filter(({ kind }) => kind !== "busy").map(({ left, right, from, to, kind }) => ({
      from: left,
      to: right,
      ms: to - from,
      quiet: kind === "quiet",
    })),
    starts: placed.filter(({ kind }, n) => kind === "busy" && (n === 0 || placed[n - 1]!.kind !== "busy"))
      .map(({ left, from }) => ({ at: left, ms: from })),
  };
}

/** What was done, joined where it overlaps, with what is between; in order, without holes. */
function piecesOf(spans: readonly Span[]): Omit<Piece, "width">[] {
  const pieces: Omit<Piece, "width">[] = [];
  for (const { from, to, quiet = false } of spans.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = pieces.at(-1);
    const kind = quiet ? "quiet" : "busy";
    if (last === undefined) pieces.push({ from, to, kind });
    else if (from >= last.to) {
      if (from > last.to) pieces.push({ from: last.to, to: from, kind: "gap" });
      pieces.push({ from, to, kind });
    } else if (to > last.to) {
      if (last.kind === kind) last.to = to;
      else pieces.push({ from: last.to, to, kind });
    }
  }
  return pieces;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
