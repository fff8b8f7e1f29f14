// Permissions as people write them (octal text, a number, symbolic) to the bits that a file should have.
import type { Json } from "../../model/json.ts";
import { quote } from "../scripts/shell_words.ts";

/** What a mode is applied to. */
export interface ModeBase {
  /** Its bits now, or the ones it would be created with. */
  bits: number;
  directory: boolean;
  /** For symbolic modes without a `u`, `g`, `o` or `a`, which obey it. */
  umask: number;
}

/** A mode that cannot be read; the message is Ansible's. */
export class BadMode extends Error {
  override name = "BadMode";
}

/** What is wrong with a mode; undefined when nothing is. */
export function modeProblem(mode: Json): string | undefined {
  try {
    if (mode !== null) modeBits(mode, { bits: 0, directory: false, umask: 0 });
    return undefined;
  } catch (error) {
    if (error instanceof BadMode) return error.message;
    throw error;
  }
}

/**
 * The bits for a mode. A number stands for its bits (YAML has read the octal already), text is octal or symbolic
 * (`u=rw,g=r,o=`, `a+X`) as in Ansible's `_symbolic_mode_to_octal`. Throws BadMode.
 */
export function modeBits(mode: Json, base: ModeBase): number {
  const bits = readMode(mode, base);
  if (bits > 0o7777) throw new BadMode("Invalid mode supplied, only permission info is allowed");
  return bits;
}

const OCTAL = /^\s*(0o)?[0-7]+\s*$/i;

function readMode(mode: Json, base: ModeBase): number {
  if (typeof mode === "number" && Number.isInteger(mode) && mode >= 0) return mode;
  if (typeof mode === "string" && OCTAL.test(mode)) {
    return Number.parseInt(mode.trim().replace(/^0o/i, ""), 8);
  }
  if (typeof mode !== "string") throw new BadMode("mode must be in octal or symbolic form");
  return mode.split(",").reduce((bits, clause) => applied(clause, bits, base), base.bits);
}

const SHIFT = { u: 6, g: 3, o: 0 };
type Who = keyof typeof SHIFT;

function applied(clause: string, before: number, base: ModeBase): number {
  const [users = "", ...permissions] = clause.split(/[+=-]/);
  const operators = clause.match(/[+=-]/g) ?? [];
  if (/[^ugoa]/.test(users) || permissions.some((letters) => /[^rwxXstugo]/.test(letters))) {
    throw new BadMode("mode must be in octal or symbolic form");
  }
  const everyone = users === "" || users.includes("a");
  const whos: Who[] = everyone ? ["u", "g", "o"] : [...users].filter((user): user is Who => user in SHIFT);
  let bits = before;
  permissions.forEach((letters, at) => {
    for (const who of whos) {
      const wanted = [...letters].reduce((sum, letter) => sum | letterBits(letter, who, base, users === ""), 0);
      if (operators[at] === "+") bits |= wanted;
      else if (operators[at] === "-") bits &= ~wanted;
      else bits = (bits & ~ownBits(who)) | wanted;
    }
  });
  return bits & 0o7777;
}

function ownBits(who: Who): number {
  return (0o7 << SHIFT[who]) | { u: 0o4000, g: 0o2000, o: 0o1000 }[who];
}

function letterBits(letter: string, who: Who, base: ModeBase, obeysUmask: boolean): number {
  const shift = SHIFT[who];
  if (letter === "r" || letter === "w" || letter === "x") {
    const bit = { r: 4, w: 2, x: 1 }[letter] << shift;
    return obeysUmask ? bit & ~base.umask : bit;
  }
  if (letter === "X") return base.directory || (base.bits & 0o111) !== 0 ? 1 << shift : 0;
  if (letter === "s") return who === "u" ? 0o4000 : who === "g" ? 0o2000 : 0;
  if (letter === "t") return who === "o" ? 0o1000 : 0;
  return ((base.bits >> SHIFT[letter as Who]) & 0o7) << shift;
}

/** Bits for `chmod` and `mkdir -m`: five digits, without which GNU's programs leave a directory's set-id bits as they are. */
export function chmodText(bits: number): string {
  return bits.toString(8).padStart(5, "0");
}

/** A mode as a word for `chmod` on things whose bits are not known here: bits in its digits, or the symbols that it reads itself. Throws BadMode. */
export function chmodWord(mode: Json): string {
  return isOctal(mode) ? chmodText(modeBits(mode, { bits: 0, directory: false, umask: 0 })) : quote(String(mode));
}

function isOctal(mode: Json): boolean {
  return typeof mode === "number" || (typeof mode === "string" && OCTAL.test(mode));
}

/** Bits as Ansible shows them: `0644`, `01777`. */
export function modeText(bits: number): string {
  return `0${bits.toString(8).padStart(3, "0")}`;
}
