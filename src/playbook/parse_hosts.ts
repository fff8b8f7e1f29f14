// For which hosts a play is, in which order, and how many of them at once.
import type { Place } from "../model/errors.ts";
import { THIS_MACHINE } from "../model/this_machine.ts";
import type { Value } from "../model/value.ts";
import { nearest } from "../templates/nearest.ts";
import { type Entry, valueOf } from "../templates/document.ts";
import { toPlain } from "../templates/value.ts";
import type { Parsing } from "./parsing.ts";
import type { Order, Play } from "./playbook.ts";
import { checkTemplates, holdsTemplate } from "../templates/template_places.ts";

/** `hosts`: the pattern, and the hosts of a play that is for this machine alone. */
export function parseHosts(
  entry: Entry | undefined,
  play: Place,
  parsing: Parsing,
): Pick<Play, "pattern" | "patternPlace" | "hosts"> {
  const { document, complaints } = parsing;
  const patternPlace = entry === undefined ? play : document.place(entry.value ?? entry.keyNode);
  checkTemplates(entry?.value ?? null, parsing);
  const pattern: Value = entry === undefined ? null : complaints.try(() => valueOf(entry.value, document)) ?? null;
  const parts = Array.isArray(pattern) ? pattern : [pattern];
  if (parts.length === 0 || !parts.every((part) => typeof part === "string" && part.trim() !== "")) {
    complaints.add('A play names its hosts: write "hosts: all", "hosts: web,db" or "hosts: localhost"', patternPlace);
    return { pattern, patternPlace, hosts: [] };
  }
  return { pattern, patternPlace, hosts: isThisMachine(parts.map(String)) ? ["localhost"] : [] };
}

/** Whether the parts of a pattern name this machine and nothing else. */
export function isThisMachine(parts: readonly string[]): boolean {
  const names = parts.flatMap((part) => part.split(",")).map((name) => name.trim());
  return names.every((name) => THIS_MACHINE.includes(name));
}

const ORDERS: readonly Order[] = ["inventory", "reverse_inventory", "sorted", "reverse_sorted", "shuffle"];

/** `order`. */
export function parseOrder(entry: Entry | undefined, { document, complaints }: Parsing): Order {
  const value = entry === undefined ? null : complaints.try(() => valueOf(entry.value, document)) ?? null;
  const order = ORDERS.find((each) => each === value);
  if (order !== undefined || value === null) return order ?? "inventory";
  const close = nearest(String(value), ORDERS);
  const hint = close === undefined ? `it may be ${ORDERS.join(", ")}` : `did you mean "${close}"?`;
  complaints.add(`There is no order "${toPlain(value)}": ${hint}`, document.place(entry!.value));
  return "inventory";
}

/** `serial`: one size or a list of them. */
export function parseSerial(entry: Entry | undefined, parsing: Parsing): Value[] {
  const { document, complaints } = parsing;
  if (entry === undefined) return [];
  checkTemplates(entry.value, parsing);
  const value = complaints.try(() => valueOf(entry.value, document)) ?? null;
  const sizes = Array.isArray(value) ? value : value === null ? [] : [value];
  if (sizes.every((size) => holdsTemplate(toPlain(size)) || isSize(size))) return sizes;
  complaints.add(
    '"serial" is a number of hosts, a share of them as in "30%", or a list of these',
    document.place(entry.value),
  );
  return [];
}

/** Whether a value is a number of hosts, or a share of them. */
export function isSize(size: Value): boolean {
  return /^-?\d+$|^\d+(\.\d+)?%$/.test(String(toPlain(size)).trim());
}

/** `max_fail_percentage`. */
export function parsePercentage(entry: Entry | undefined, parsing: Parsing): Pick<Play, "maxFailPercentage"> {
  const { document, complaints } = parsing;
  if (entry === undefined) return {};
  checkTemplates(entry.value, parsing);
  const value = complaints.try(() => valueOf(entry.value, document)) ?? null;
  if (value === null) return {};
  const plain = toPlain(value);
  if (!holdsTemplate(plain) && !/^\d+(\.\d+)?%?$/.test(String(plain).trim())) {
    complaints.add('"max_fail_percentage" is a number from 0 to 100', document.place(entry.value));
    return {};
  }
  return { maxFailPercentage: value };
}
