// Regular expressions that stop: JavaScript's own where the text is short for them, a machine that counts where it is not.
import { chargeRunning } from "../budget.ts";
import { search } from "./machine.ts";
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
      return super.exec(text);
    }
    const program = this.#program ??= compileRegex(tree);
    const keepsPlace = this.global || this.sticky;
    const from = keepsPlace ? this.lastIndex : 0;
    const slots = from > text.length
      ? null
      : search(program, text, { from, sticky: this.sticky, charge: (steps) => chargeRunning(A_SEARCH + (steps >> 4)) });
    if (keepsPlace) this.lastIndex = slots?.[1] ?? 0;
    return slots === null ? null : answer(program, text, slots);
  }
}

function answer({ groups, names }: Program, text: string, slots: number[]): RegExpExecArray {
  const part = (n: number): string | undefined => {
    const [start = -1, end = -1] = [slots[2 * n], slots[2 * n + 1]];
    return start < 0 || end < 0 ? undefined : text.slice(start, end);
  };
  const found = Array.from({ length: groups + 1 }, (_, n) => part(n)) as RegExpExecArray;
  found.index = slots[0] ?? 0;
  found.input = text;
  if (names.size > 0) {
    found.groups = Object.assign(
      Object.create(null),
      Object.fromEntries([...names].map(([name, n]) => [name, part(n)])),
    );
  }
  return found;
}
