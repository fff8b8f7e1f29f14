// What of a run is worth doing again: its module calls that worked, each target's latest, in order.
import type { RecordedAction } from "../model/action.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { isSameJson } from "../templates/sorted_keys.ts";
import { inOrder } from "./in_order.ts";
import { literal } from "./literal.ts";

/** A call that a rule would repeat, on these hosts. */
export interface Deed {
  name: string;
  module: string;
  /** As a rule has them: what looks like a template in the record stands for itself. */
  params: JsonObject;
  hosts: string[];
  /** Doing it again changes nothing. */
  idempotent: boolean;
}

/** Modules that run what somebody has written. */
const FREE = new Set(["command", "shell", "raw", "script"]);
/** Modules that change nothing on a host: a rule looks instead. */
const READING = new Set([
  ...["stat", "find", "slurp", "getent", "setup", "gather_facts", "ping", "debug", "assert", "fail", "set_fact"],
  ...["service_facts", "package_facts", "fetch", "pause", "include_vars"],
]);
/** What a secret reads as on record: what stood there is not known. */
export const HIDDEN = "(secret)";

/**
 * Deeds of a run. `seen` says of a call that is not idempotent whether a look changed over it. `hidden`: names of calls whose parameters the record does not show
 * in full; no rule can repeat them.
 */
export function deedsOf(
  done: readonly RecordedAction[],
  seen: (action: RecordedAction) => boolean,
): { deeds: Deed[]; hidden: string[] } {
  const wanted = done.filter((action) => isDeed(action, seen));
  const latest = wanted.filter((action, at) => !wanted.slice(at + 1).some((later) => replaces(later, action)));
  const hidden = latest.filter(({ params }) => JSON.stringify(params).includes(HIDDEN)).map(({ name }) => name);
  const deeds: Deed[] = [];
  const steps = latest.map(({ host, module, params, name }) => {
    const idempotent = isIdempotent(module, params);
    const call = literal(params) as JsonObject;
    return { host, deed: add(deeds, { name: name.trim() || module, module, params: call, hosts: [host], idempotent }) };
  });
  const named = withHostNames(deeds);
  const orders = Map.groupBy(steps, ({ host }) => host).values();
  const ordered = inOrder([...orders].map((own) => own.map(({ deed }) => named.get(deed) ?? deed)));
  return { deeds: ordered, hidden };
}

/** Adds a deed; the same call on another host is the same deed. Returns what it is part of now. */
function add(deeds: Deed[], deed: Deed): Deed {
  const known = deeds.find(({ module, params }) => module === deed.module && isSameJson(params, deed.params));
  if (known === undefined) deeds.push(deed);
  else known.hosts.push(...deed.hosts.filter((host) => !known.hosts.includes(host)));
  return known ?? deed;
}

/** Calls that differ only in the name of the host that each is for are one: what has become of each. */
function withHostNames(deeds: readonly Deed[]): Map<Deed, Deed> {
  const named = deeds.map(({ hosts, params }) => hosts.length === 1 ? nameHost(params, hosts[0]!) : params);
  const merged: Deed[] = [];
  return new Map(deeds.map((deed, at) => {
    const params = named[at]!;
    const shared = deeds.some((other, place) =>
      place !== at && other.module === deed.module && !isSameJson(params, deed.params) &&
      isSameJson(named[place]!, params)
    );
    return [deed, add(merged, shared ? { ...deed, params } : deed)];
  }));
}

function nameHost(value: JsonObject, host: string): JsonObject {
  const word = new RegExp(`(?<![\\w.-])${host.replace(/[^\w-]/g, "\\$&")}(?![\\w-])`, "g");
  const put = (each: Json): Json => {
    if (typeof each === "string") return each.replace(word, "{{ inventory_hostname }}");
    if (Array.isArray(each)) return each.map(put);
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, put(inner)]));
  };
  return put(value) as JsonObject;
}

/** The path or name that a call is about; undefined where that is not one thing. */
export function targetOf({ params }: Pick<Deed, "params">): string | undefined {
  const target = ["dest", "path", "name", "pkg", "package"].map((key) => params[key]).find((each) =>
    each !== undefined
  );
  return typeof target === "string" ? target : undefined;
}

function isDeed(action: RecordedAction, seen: (action: RecordedAction) => boolean): boolean {
  const { module, params, result } = action;
  if (READING.has(module)) return false;
  if (module === "uri" && /^(GET|HEAD)$/i.test(String(params["method"] ?? "GET"))) return false;
  return isIdempotent(module, params) || result?.changed === true && seen(action);
}

/** Whether a call can tell that nothing is left to do: a free command does where it says what it makes, a restart never. */
export function isIdempotent(module: string, params: JsonObject): boolean {
  if (FREE.has(module)) return params["creates"] !== undefined || params["removes"] !== undefined;
  return !/^(restarted|reloaded|touch|rebooted)$/.test(String(params["state"] ?? "")) && module !== "reboot";
}

/** Whether a later call leaves nothing of an earlier one: the same target with at least the same parameters, or its removal. */
function replaces(later: RecordedAction, earlier: RecordedAction): boolean {
  if (later.host !== earlier.host) return false;
  const [target, removed] = [targetOf(later), targetOf(earlier)];
  const same = target !== undefined && target === removed;
  if (same && later.module === "file" && later.params["state"] === "absent") return true;
  if (later.module !== earlier.module) return false;
  if (FREE.has(later.module) || /^(lineinfile|blockinfile|replace)$/.test(later.module)) {
    return isSameJson(later.params, earlier.params);
  }
  return same && Object.keys(earlier.params).every((key) => key in later.params);
}
