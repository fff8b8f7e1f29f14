// A pattern's text, cut into its parts, in the order in which they are applied.
import { isAddress } from "./host_address.ts";

/** `a:b` and `a,b` as `a` and `b`; what is an address, or has a range, is one part. Blank parts are left out. */
export function splitPattern(pattern: string): string[] {
  const parts = pattern.includes(",")
    ? pattern.split(",")
    : isAddress(pattern)
    ? [pattern]
    : pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** Plain parts first, then `&`, then `!`, wherever they stood; where no part is plain, `all` is. */
export function orderParts(parts: readonly string[]): string[] {
  const narrowing = parts.filter((part) => part.startsWith("&"));
  const excluding = parts.filter((part) => part.startsWith("!"));
  const plain = parts.filter((part) => !/^[&!]/.test(part));
  return [...(plain.length === 0 ? ["all"] : plain), ...narrowing, ...excluding];
}

/** Which of the hosts that a part names are meant. */
export interface Subscript {
  first: number;
  /** The last one, too; Infinity for an open end. Absent: only the first. */
  last?: number;
}

/** `web[0]`, `web[-1]`, `web[1:3]`, `web[2:]` as name and subscript. A regular expression has none. */
export function splitSubscript(part: string): { name: string; subscript?: Subscript } {
  const found = part.startsWith("~") ? null : /^([^\n]+)\[(?:(-?[0-9]+)|([0-9]+)[:-]([0-9]*))\]$/.exec(part);
  if (found === null) return { name: part };
  const [, name = "", single, first = "", last = ""] = found;
  if (single !== undefined) return { name, subscript: { first: Number(single) } };
  if (last === "") return { name, subscript: { first: Number(first), last: Infinity } };
  // As Ansible has it, an end of 0 is no end: `web[0:0]` is `web[0]`.
  return { name, subscript: { first: Number(first), ...(Number(last) === 0 ? {} : { last: Number(last) }) } };
}
