// Runs a regular expression's program, counting steps, so that none runs for ever.
import { TemplateError } from "../../model/errors.ts";
import type { Instruction, Program } from "./program.ts";

/** Steps of one search; some tens of nanoseconds each. */
export const MOST_STEPS = 10_000_000;
// Ways back that are kept at once.
const MOST_WAYS = 2_000_000;

/** Where groups begin and end, by slot; -1 for a group that took no part. */
export type Slots = number[];

/** The first match at or after `from`, or only at it when `sticky`; with `moving` not an empty one at `from`. Throws TemplateError when it takes too many steps; `charge` hears how many it took. */
export function search(
  program: Program,
  text: string,
  { from, sticky, moving = false, charge }: {
    from: number;
    sticky: boolean;
    moving?: boolean;
    charge: (steps: number) => void;
  },
): Slots | null {
  const machine = new Machine(program, text);
  if (moving) machine.notAt = from;
  try {
    for (let start = from; start <= text.length; start = next(text, start)) {
      if (!sticky && program.prefix !== "") {
        start = text.indexOf(program.prefix, start);
        if (start < 0) return null;
      }
      const slots: Slots = Array<number>(program.slots).fill(-1);
      machine.steps += program.slots >> 4;
      if (machine.run(0, start, slots)) return slots;
      if (sticky) return null;
    }
    return null;
  } finally {
    charge(machine.steps);
  }
}

/** A way back: another place in the program, a run that takes fewer (or more) characters, or a slot's old value. */
type Way =
  | { pc: number; at: number }
  | { pc: number; at: number; end: number; lazy: Instruction & { do: "run" } | null }
  | { slot: number; value: number };

class Machine {
  steps = 0;
  /** Where no empty match counts. */
  notAt = -1;

  constructor(readonly program: Program, readonly text: string) {}

  /** Whether the program matches at a place; slots are then filled. */
  run(entry: number, start: number, slots: Slots): boolean {
    const { code } = this.program;
    const ways: Way[] = [];
    let pc = entry;
    let at = start;
    while (true) {
      if (++this.steps > MOST_STEPS) {
        throw new TemplateError(
          "The regular expression takes too many steps on this text: write it without a repeat inside a repeat",
        );
      }
      const instruction = code[pc] as Instruction;
      let ok = true;
      switch (instruction.do) {
        case "match":
          if (entry > 0 || at !== this.notAt || start !== at) return true;
          ok = false;
          break;
        case "char": {
          const char = instruction.back ? charBefore(this.text, at) : charAt(this.text, at);
          ok = char !== "" && instruction.fits(char);
          at += instruction.back ? -char.length : char.length;
          pc++;
          break;
        }
        case "run": {
          const end = this.#take(instruction, at, instruction.least);
          ok = end >= 0;
          if (!ok) break;
          pc++;
          if (instruction.lazy) {
            if (instruction.most > instruction.least) {
              ways.push({ pc, at: end, end: instruction.least, lazy: instruction });
            }
            at = end;
          } else {
            const furthest = this.#furthest(instruction, end);
            if (furthest !== end) ways.push({ pc, at: furthest, end, lazy: null });
            at = furthest;
          }
          break;
        }
        case "split":
          ways.push({ pc: instruction.second, at });
          pc = instruction.first;
          break;
        case "jump":
          pc = instruction.to;
          break;
        case "save":
        case "mark":
          ways.push({ slot: instruction.slot, value: slots[instruction.slot] ?? -1 });
          slots[instruction.slot] = at;
          pc++;
          break;
        case "moved":
          ok = slots[instruction.slot] !== at;
          pc++;
          break;
        case "look": {
          const inner = [...slots];
          const holds = this.run(pc + 1, at, inner);
          ok = holds !== instruction.negated;
          if (ok && holds) keep(slots, inner, ways);
          pc = instruction.end;
          break;
        }
        case "reference":
          at = this.#reference(instruction, at, slots);
          ok = at >= 0;
          pc++;
          break;
      }
      if (ways.length > MOST_WAYS) {
        throw new TemplateError(
          "The regular expression takes too much memory on this text: write it without a repeat inside a repeat",
        );
      }
      if (ok) continue;
      const way = this.#back(ways, slots);
      if (way === null) return false;
      ({ pc, at } = way);
    }
  }

  #back(ways: Way[], slots: Slots): { pc: number; at: number } | null {
    for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
      if ("slot" in way) slots[way.slot] = way.value;
      else if (!("end" in way)) return way;
      else if (way.lazy !== null) {
        const further = this.#take(way.lazy, way.at, 1);
        if (further < 0) continue;
        const taken = way.end + 1;
        if (taken < way.lazy.most) ways.push({ ...way, at: further, end: taken });
        return { pc: way.pc, at: further };
      } else {
        const isBack = way.at < way.end;
        const char = isBack ? charAt(this.text, way.at) : charBefore(this.text, way.at);
        const shorter = way.at + (isBack ? char.length : -char.length);
        if (shorter !== way.end) ways.push({ ...way, at: shorter });
        return { pc: way.pc, at: shorter };
      }
    }
    return null;
  }

  #take({ fits, back }: Instruction & { do: "run" }, start: number, count: number): number {
    let at = start;
    for (let n = 0; n < count; n++) {
      const char = back ? charBefore(this.text, at) : charAt(this.text, at);
      if (char === "" || !fits(char)) return -1;
      at += back ? -char.length : char.length;
    }
    this.steps += count;
    return at;
  }

  #furthest({ fits, back, least, most }: Instruction & { do: "run" }, start: number): number {
    let at = start;
    for (let left = most - least; left > 0; left--) {
      const char = back ? charBefore(this.text, at) : charAt(this.text, at);
      if (char === "" || !fits(char)) break;
      at += back ? -char.length : char.length;
      this.steps++;
    }
    return at;
  }

  #reference(
    { group, ignoreCase, back }: Instruction & { do: "reference" },
    at: number,
    slots: Slots,
  ): number {
    const [start = -1, end = -1] = [slots[2 * group], slots[2 * group + 1]];
    // Python fails on a group that took no part.
    if (start < 0 || end < 0) return -1;
    const wanted = this.text.slice(start, end);
    const from = back ? at - wanted.length : at;
    if (from < 0) return -1;
    const found = this.text.slice(from, from + wanted.length);
    this.steps += wanted.length;
    const same = ignoreCase ? found.toLowerCase() === wanted.toLowerCase() : found === wanted;
    return same ? (back ? from : at + wanted.length) : -1;
  }
}

// What a look found stays found, until there is a way back to before it.
function keep(slots: Slots, inner: Slots, ways: Way[]): void {
  for (const [slot, value] of inner.entries()) {
    if (slots[slot] === value) continue;
    ways.push({ slot, value: slots[slot] ?? -1 });
    slots[slot] = value;
  }
}

function next(text: string, at: number): number {
  return at + Math.max(1, charAt(text, at).length);
}

function charAt(text: string, at: number): string {
  const unit = text.charCodeAt(at);
  if (unit >= 0xd800 && unit <= 0xdbff) {
    const low = text.charCodeAt(at + 1);
    if (low >= 0xdc00 && low <= 0xdfff) return text.slice(at, at + 2);
  }
  return text.charAt(at);
}

function charBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  if (unit >= 0xdc00 && unit <= 0xdfff) {
    const high = text.charCodeAt(at - 2);
    if (high >= 0xd800 && high <= 0xdbff) return text.slice(at - 2, at);
  }
  return at > 0 ? text.charAt(at - 1) : "";
}
