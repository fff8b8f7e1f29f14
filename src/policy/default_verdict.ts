// What is said of an action that no rule of a policy is for.
import type { Action } from "../model/action.ts";
import type { DecidedBy } from "../model/decision.ts";
import type { Verdict } from "../model/verdict.ts";
import { askedElsewhere } from "./asked_addresses.ts";
import { isFalse, isTrue } from "./boolean_words.ts";
import { startsOf, textOf } from "./called.ts";
import { notReading, startsNotReading } from "./is_reading.ts";
import { foreignPackage } from "./foreign_packages.ts";
import { guarded, guardedBehind, isSetId } from "./guarded_paths.ts";
import { leftBehind } from "./left_behind.ts";
import { classOf } from "./module_class.ts";
import { shortName } from "./module_names.ts";
import { secretRead } from "./secret_files.ts";
import { stoppedService } from "./stopped_services.ts";
import type { Terms } from "./terms.ts";
import { letsIn } from "./who_comes_in.ts";

/** A verdict with its reason. */
export interface Said {
  verdict: Verdict;
  reason: string;
}

/** Parameters that take something away, by the value that does. */
const REMOVING = new Set(["remove", "delete", "purge", "autoremove", "prune"]);
const GONE = /^(absent|removed|purged|deleted|killed)$/i;
/** Files of this machine that are none of a project's own: elsewhere, hidden, databases, keys. */
const OUTSIDE = /^[/~]|\.\.|(^|\/)\.(?!\/)|\.(db|sqlite3?|key|pem|p12|pfx|jks|kdbx)([-.]\w+)?$/i;

/** Humans' own words are allowed; a model's are where they read, or put one named thing into a stated condition. */
export function defaultVerdict(action: Action, terms: Terms): Said {
  const { by, as } = terms;
  const why = as === "look" || by === "model" ? notReading(action) : undefined;
  const secret = by === "model" ? secretRead(action) : undefined;
  const told = `${secret} holds keys or passwords, and a model would read it`;
  const asks = by === "model" ? askedElsewhere(action, terms) : undefined;
  const leaves = `it asks ${asks}, which is no host of the inventory: what a model has read could go there`;
  if (as === "look") {
    if (why !== undefined) return { verdict: "deny", reason: `a look may only read: ${why}` };
    if (secret !== undefined) return { verdict: "deny", reason: `a look is never asked for: ${told}` };
    return asks === undefined
      ? { verdict: "allow", reason: "a look that only reads" }
      : { verdict: "deny", reason: `a look is never asked for: ${leaves}` };
  }
  if (secret !== undefined) return { verdict: "ask", reason: told };
  if (asks !== undefined) return { verdict: "ask", reason: leaves };
  if (by !== "model") return { verdict: "allow", reason: `${WRITTEN[by]} allowed` };
  if (why === undefined) return { verdict: "allow", reason: "it only reads" };
  const ask = asked(action, why);
  return ask === undefined
    ? { verdict: "allow", reason: "a plain module call, which has the same end however often it is done" }
    : { verdict: "ask", reason: ask };
}

const WRITTEN: Record<Exclude<DecidedBy, "model">, string> = {
  playbook: "what a playbook says is",
  rule: "what an approved rule says is",
  human: "what a human says is",
};

/** Why a model's action is asked for. */
function asked(action: Action, why: string): string | undefined {
  const { module, params } = action;
  const kind = classOf(module);
  const name = shortName(module);
  if (kind === undefined) return `nothing is known of what ${module} does`;
  if (kind === "free") return `a free command that a model wrote: ${why}`;
  if (kind === "stops") return `${name} takes the host away for a while`;
  if (kind === "controller") return `${name} writes on the machine that ftl2-enterprise runs on`;
  if (kind === "record") return undefined;
  if (kind === "reads") return why;
  const state = params["state"];
  if (typeof state === "string" && GONE.test(state)) return `it removes something (state: ${state})`;
  for (const [key, value] of Object.entries(params)) {
    if (REMOVING.has(key) && value !== null && String(value) !== "" && !isFalse(value)) {
      return `it removes something (${key}: ${textOf(value)})`;
    }
    if (/become/.test(key)) return `it says itself as whom it is done (${key})`;
  }
  const left = letsIn(name, params) ?? leftBehind(name, params) ?? foreignPackage(name, params) ??
    stoppedService(name, params);
  if (left !== undefined) return left;
  const starts = startsOf(action);
  const started = starts === undefined ? undefined : startsNotReading(starts);
  if (started !== undefined) return `it starts a program beside: ${started}`;
  const sent = params["src"];
  const isSent = typeof sent === "string" && OUTSIDE.test(sent) && !isTrue(params["remote_src"] ?? false);
  if (isSent && ["copy", "template", "unarchive", "assemble"].includes(name)) {
    return `it sends ${sent} of this machine to the host`;
  }
  return askedForPlace(action, name);
}

/** Why it is asked for where it writes. */
function askedForPlace({ params }: Action, name: string): string | undefined {
  for (const key of ["path", "dest", "destfile", "name", "fstab", "sysctl_file"]) {
    const path = params[key];
    // Most names are none of files.
    const isPath = typeof path === "string" && (key !== "name" || /^[/~]/.test(path));
    const why = isPath ? guarded(path) : undefined;
    if (why !== undefined) return `it writes ${textOf(path!)}, ${why}`;
  }
  const { src, path, dest, state, mode } = params;
  if (name === "file" && typeof src === "string" && /^(link|hard)$/.test(String(state))) {
    const why = guardedBehind(textOf(path ?? dest ?? params["name"] ?? ""), src);
    if (why !== undefined) return `it makes another way to ${src}, ${why}`;
  }
  return isSetId(mode) || isSetId(params["directory_mode"])
    ? `it lets a program run as its owner (mode: ${textOf(mode ?? null)})`
    : undefined;
}
