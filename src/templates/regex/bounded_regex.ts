// Regular expressions that stop: JavaScript's own where the text is short for them, a machine that counts where it is not.
import { chargeRunning } from "../budget.ts";
import { search, type Slots } from "./machine.ts";
import { compileRegex, type Program } from "./program.ts";
import { degree } from "./risk.ts";
import { readRegex, type Tree } from "./tree.ts";

// JavaScript's own does about a hundred steps a microsecond: at most a millisecond.
const QUICK = 100_000;
// A search costs a few microseconds, whatever it finds.
const A_SEARCH = 4;

/** A regular expression whose every search ends. It is used as any other; a search throws TemplateError when it takes too many steps. */
export class BoundedRegex extends RegExp {
  #tree: Tree | undefined;
  #degree: number | undefined;
  #program: Program | undefined;

  override exec(text: string): RegExpExecArray | null {
    const tree = this.#tree ??= readRegex(this.source, this.ignoreCase);
    const worst = (text.length + 1) ** ((this.#degree ??= degree(tree.root)) + 1);
    if (worst <= QUICK) {
      chargeRunning(A_SEARCH + (worst >> 11));
      try {
        return super.exec(text);
      } catch (error) {
        // One that is too large for V8 is found out here alone; the machine has a sentence for it.
        if (!(error instanceof SyntaxError)) throw error;
      }
    }
    const program = this.#program ??= compileRegex(tree);
    const keepsPlace = this.global || this.sticky;
    const slots = this.#search(program, text, { from: keepsPlace ? this.lastIndex : 0 });
    if (keepsPlace) this.lastIndex = slots?.[1] ?? 0;
    return slots === null ? null : answer(program, text, { slots, places: this.hasIndices });
  }

  /** All matches one after another, as Python's `finditer` gives them: after an empty one another may begin at its place. */
  *matches(text: string): Generator<RegExpExecArray> {
    let from = 0;
    let wasEmpty = false;
    while (true) {
      const found: RegExpExecArray | null = wasEmpty ? this.#moving(text, from) : this.#next(text, from);
      if (found === null) return;
      yield found;
      wasEmpty = found[0] === "";
      from = found.index + found[0].length;
    }
  }

  #next(text: string, from: number): RegExpExecArray | null {
    this.lastIndex = from;
    return this.exec(text);
  }

  // The next match that is not empty at the very place.
  #moving(text: string, from: number): RegExpExecArray | null {
    const program = this.#program ??= compileRegex(this.#tree ??= readRegex(this.source, this.ignoreCase));
    const slots = this.#search(program, text, { from, moving: true });
    return slots === null ? null : answer(program, text, { slots, places: this.hasIndices });
  }

  #search(program: Program, text: string, place: { from: number; moving?: boolean }): Slots | null {
    if (place.from > text.length) return null;
    const charge = (steps: number): void => chargeRunning(A_SEARCH + (steps >> 4));
    return search(program, text, { ...place, sticky: this.sticky, charge });
  }
}

function answer(
  { groups, names }: Program,
  text: string,
  { slots, places }: { slots: number[]; places: boolean },
): RegExpExecArray {
  const place = (n: number): [number, number] | undefined => {
    const [start = -1, end = -1] = [slots[2 * n], slots[2 * n + 1]];
    return start < 0 || end < 0 ? undefined : [start, end];
  };
  const part = (n: number): string | undefined => {
    const where = place(n);
    return where === undefined ? undefined : text.slice(...where);
  };
  const found = Array.from({ length: groups + 1 }, (_, n) => part(n)) as RegExpExecArray;
  found.index = slots[0] ?? 0;
  found.input = text;
  if (places) {
    const named = Object.fromEntries([...names].map(([name, n]) => [name, place(n)]));
    const all = Array.from({ length: groups + 1 }, (_, n) => place(n));
    found.indices = Object.assign(all, { groups: named }) as RegExpIndicesArray;
  }
  if (names.size > 0) {
    found.groups = Object.assign(
      Object.create(null),
      Object.fromEntries([...names].map(([name, n]) => [name, part(n)])),
    );
  }
  return found;
}
