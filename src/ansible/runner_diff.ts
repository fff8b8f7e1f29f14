// The differences that a module of Ansible's tells, as ours.
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Diff } from "../model/plan.ts";
import { diffText } from "../modules/frame/python_print.ts";

/** Reads a result's `diff`: one, a list of them, or nothing that can be read. `name` is for those without a header. */
export function diffsOf(diff: Json | undefined, name = ""): Diff[] {
  const all = Array.isArray(diff) ? diff : [diff];
  return all.flatMap((each) => isObject(each) ? diffOf(each, name) : []);
}

function diffOf(told: JsonObject, fallback: string): Diff[] {
  const header = [told["after_header"], told["before_header"]].find((each) => typeof each === "string" && each !== "");
  const name = typeof header === "string" ? header : fallback;
  const found: Diff[] = [];
  if (told["before"] !== undefined || told["after"] !== undefined) {
    const [before, after] = [textOf(told["before"]), textOf(told["after"])];
    if (before !== after) found.push({ header: name, before, after });
  }
  const prepared = told["prepared"];
  if (typeof prepared === "string" && prepared.trim() !== "") found.push(fromPrepared(name, prepared));
  for (const [key, what] of UNSHOWN) {
    if (told[key] !== undefined && told[key] !== false && found.length === 0) {
      found.push({ header: name, before: "", after: `(${what})\n` });
    }
  }
  return found;
}

const UNSHOWN: [string, string][] = [
  ["src_binary", "the new content is binary"],
  ["dst_binary", "the old content is binary"],
  ["src_larger", "the new content is too long to be shown"],
  ["dst_larger", "the old content is too long to be shown"],
];

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : diffText(value);
}

/** A diff that the module has drawn itself, taken apart again where it is one of lines with + and -. */
function fromPrepared(name: string, text: string): Diff {
  const all = text.split("\n");
  const body = all.filter((line) => !/^(---|\+\+\+|@@|diff |index |\\ )/.test(line));
  if (!body.some((line) => /^[+-]/.test(line)) || !body.every((line) => /^([+ -]|$)/.test(line))) {
    return { header: name, before: "", after: text };
  }
  const file = /^\+\+\+ (?:b\/)?([^\t]+)/m.exec(text)?.[1] ?? "";
  const side = (sign: "+" | "-") =>
    body.filter((line) => line !== "" && (line.startsWith(sign) || line.startsWith(" "))).map((line) =>
      `${line.slice(1)}\n`
    );
  return { header: name === "" ? file : name, before: side("-").join(""), after: side("+").join("") };
}
