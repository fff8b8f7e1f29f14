// What tells a host that is as wanted from one that is not, in the words of a condition.
import { isObject, type JsonObject } from "../model/json.ts";
import { names } from "../templates/names.ts";
import type { Sight } from "./course.ts";
import { HIDDEN } from "./deeds.ts";
import { constant } from "./literal.ts";
import { hasAnswer, RESERVED_NAMES } from "./situation.ts";

/** Names of looks that always change: no rule hangs on them. */
export const RESTLESS: ReadonlySet<string> = new Set(["uptime", "disk", "memory"]);
/** Words that programs say of a state. */
const STATE_WORDS =
  /^(active|inactive|running|stopped|enabled|disabled|installed|listen|listening|open|up|down|ok|yes|no|true|false|present|absent|mounted|healthy|ready|online|started|loaded|exited)$/i;
/** Characters of a text that a condition compares. */
const SHORT = 60;
/** What of `stat` holds still on its own, with the parameter by which modules set it. */
const STEADY_STAT = { checksum: "", mode: "mode", pw_name: "owner", gr_name: "group" };

/**
 * The condition under which a look differs from how it was once the goal was reached: one that holds on none of the hosts then. `sights` are those of this look
 * on all hosts that the rule is for; `meant` is what people and actions named, where a word in a text counts that means something. Null where nothing about it
 * holds still, or it says nothing.
 */
export function clauseOf(look: string, sights: readonly Sight[], meant: string): string | null {
  if (RESTLESS.has(look) || isReserved(look) || sights.length === 0) return null;
  const finals = sights.map(({ after }) => after.at(-1));
  if (!finals.every((each) => hasAnswer(each))) return null;
  const all = finals as JsonObject[];
  // What stood there is not on record, and what a host says is not what the record shows of it.
  if (JSON.stringify(all).includes(HIDDEN)) return null;
  const name = variable(look);
  if (all.every((each) => typeof each["rc"] === "number")) return ofCommand(name, { sights, all, meant });
  if (all.every((each) => isObject(each["stat"]))) return ofStat(name, { sights, all, meant });
  const failed = sights.some(({ before }) => before.some((each) => isObject(each) && isFailure(each)));
  if (failed) return `${name} is failed`;
  const quiet = all.every((each) => each["changed"] === false);
  return quiet && changed(sights, (each) => each["changed"]) ? `${name}.changed` : null;
}

/** How a condition names a look: by its name alone where that can be a variable's. */
export function variable(look: string): string {
  if (/^[A-Za-z_]\w*$/.test(look) && !isReserved(look)) {
    try {
      if (names(look).has(look)) return look;
    } catch {
      // A keyword.
    }
  }
  return `looks[${constant(look) ?? JSON.stringify(look)}]`;
}

/** A look that could not see what is not there (a file, a port); of a command its status says so. */
function isFailure(seen: JsonObject): boolean {
  return seen["failed"] === true && seen["unreachable"] !== true && seen["rc"] === undefined;
}

/** No rule's own look can be called so. */
function isReserved(look: string): boolean {
  return look.trim() === "" || (RESERVED_NAMES as readonly string[]).includes(look);
}

interface Seen {
  sights: readonly Sight[];
  /** The last result of each host. */
  all: readonly JsonObject[];
  meant: string;
}

function ofCommand(name: string, { sights, all, meant }: Seen): string | null {
  const rc = one(all.map((each) => each["rc"] as number));
  if (rc === undefined) return null;
  if (changed(sights, (each) => each["rc"])) return `${name}.rc != ${rc}`;
  const text = wordOf(name, { sights, all, meant });
  if (text !== null) return text;
  // It never changed: what succeeds is wanted to; another status only counts where it was met again.
  const again = sights.every(({ before, after }) => before.length + after.length > 1);
  return rc === 0 || again ? `${name}.rc != ${rc}` : null;
}

/** From what a command printed: that it prints nothing (any more), a short text, or a word in a long one. */
function wordOf(name: string, { sights, all, meant }: Seen): string | null {
  const printed = (each: JsonObject) => typeof each["stdout"] === "string" ? each["stdout"] : undefined;
  if (!changed(sights, printed)) return null;
  const texts = all.map((each) => printed(each) ?? "");
  const before = sights.flatMap((sight) => sight.before).filter(isObject).map((each) => printed(each) ?? "");
  if (texts.every((text) => text === "")) return `${name}.stdout != ''`;
  const text = one(texts);
  if (text !== undefined && isWord(text, { sights, meant }) && !before.every((each) => each === text)) {
    const wanted = constant(text);
    if (wanted !== undefined) return `${name}.stdout != ${wanted}`;
  }
  const words = wordsIn(texts[0] ?? "").filter((word) =>
    texts.every((each) => each.includes(word)) && before.some((each) => !each.includes(word)) &&
    (STATE_WORDS.test(word) || mentions(meant, word))
  );
  if (words.length > 0) return `'${words[0]}' not in ${name}.stdout`;
  return before.some((each) => each === "") && texts.every((each) => each !== "") ? `${name}.stdout == ''` : null;
}

/** Whether a text stays as it is while nothing happens: it was met twice in a row, or on two hosts, or it is a word and no number. */
function isWord(text: string, { sights, meant }: Pick<Seen, "sights" | "meant">): boolean {
  if (text.length > SHORT || text.includes("\n")) return false;
  const earlier = sights.flatMap(({ after }) => after.slice(-2, -1)).filter(isObject);
  if (earlier.some((each) => each["stdout"] !== text)) return false;
  return earlier.length > 0 || sights.length > 1 || !/\d/.test(text) || mentions(meant, text);
}

function ofStat(name: string, { sights, all, meant }: Seen): string | null {
  const stats = all.map((each) => each["stat"] as JsonObject);
  const exists = one(stats.map((stat) => stat["exists"] === true));
  if (exists === undefined) return null;
  if (!exists) return `${name}.stat.exists`;
  const parts = [`not ${name}.stat.exists`];
  for (const [key, parameter] of Object.entries(STEADY_STAT)) {
    const value = one(stats.map((stat) => stat[key] ?? null));
    const wanted = typeof value === "string" ? constant(value) : undefined;
    const moved = changed(sights, (each) => {
      const stat = each["stat"];
      // What a new file happens to have is not put right by whoever did not ask for it.
      const asked = key === "checksum" || meant.includes(`"${parameter}":`);
      return isObject(stat) ? asked || stat["exists"] === true ? stat[key] ?? null : value : null;
    });
    if (wanted !== undefined && moved) parts.push(`${name}.stat.${key} != ${wanted}`);
  }
  return parts.join("\nor ");
}

/** Whether a part of what a look showed was another one before, on one of the hosts. */
function changed(sights: readonly Sight[], part: (seen: JsonObject) => unknown): boolean {
  return sights.some(({ before, after }) => {
    const last = after.at(-1);
    return isObject(last) &&
      before.some((each) => isObject(each) && hasAnswer(each) && part(each) !== part(last));
  });
}

/** The value that all of them are. */
function one<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

function wordsIn(text: string): string[] {
  return [...new Set(text.match(/[A-Za-z][A-Za-z_-]{1,30}/g) ?? [])];
}

/** Whether a text names a word, whole. */
function mentions(text: string, word: string): boolean {
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  return at >= 0 && !/\w/.test(text[at - 1] ?? " ") && !/\w/.test(text[at + word.length] ?? " ");
}
