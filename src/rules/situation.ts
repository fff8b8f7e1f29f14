// What rules are evaluated on: what was seen, and what is known beside it.
import type { Iteration, Observations } from "../model/iteration.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { State } from "../model/resource.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import { lazyScope } from "../templates/scope.ts";
import { fromPlain, lazyDict } from "../templates/value.ts";

/** Everything that conditions and parameters may name, and the run so far. */
export interface Situation {
  goal: string;
  /** The loop's hosts, those that decisions have added included. */
  hosts: readonly { name: string; groups: readonly string[]; facts?: JsonObject }[];
  observations: Observations;
  /** What the loop keeps in mind; hosts that it added are among `hosts`. */
  state: Pick<State, "resources">;
  /** The current run so far. */
  run: readonly Iteration[];
  /** The hosts that a pattern names. Throws InputError for one that makes no sense. */
  select(pattern: string): readonly string[];
}

/** Names that no look can take, with what they hold for one host. */
export const RESERVED_NAMES = [
  "inventory_hostname",
  "group_names",
  "ansible_facts",
  "facts",
  "looks",
  "hosts",
  "resources",
] as const;

/** The looks of one host by name; none where nothing was looked at. */
export function looksOf({ observations }: Pick<Situation, "observations">, host: string): { [name: string]: Json } {
  const { looks = {} } = observations;
  return Object.hasOwn(looks, host) ? looks[host]! : {};
}

/** Why a host did not answer when it was looked at; undefined for one that did. */
export function absence(looks: { [name: string]: Json }): string | undefined {
  for (const seen of Object.values(looks)) {
    if (isObject(seen) && seen["unreachable"] === true) return String(seen["msg"] ?? "it cannot be reached");
  }
}

/**
 * Whether a look has an answer: the host did answer, and the module could look. A command that ended with another status than 0 has one, too: most
 * conditions ask for it. One that was ended for its time had none.
 */
export function hasAnswer(seen: Json | undefined): boolean {
  if (!isObject(seen) || seen["unreachable"] === true) return false;
  if (seen["failed"] !== true) return true;
  const ran = typeof seen["rc"] === "number" && typeof seen["stdout"] === "string";
  return ran && seen["msg"] !== "timed out" && seen["msg"] !== "cancelled";
}

/**
 * For each host the names that a condition may use. No template in what a host said is ever filled in, and nothing of the controller (files, environment)
 * can be reached.
 */
export function scopesOf(situation: Situation): (host: string) => Scope {
  const made = new Map<string, Dict>();
  const seenOn = (host: string): Dict => {
    const kept = made.get(host) ?? dictOf(looksOf(situation, host));
    made.set(host, kept);
    return kept;
  };
  const names = situation.hosts.map(({ name }) => name);
  const shared = lazyScope([{
    trusted: false,
    values: new Map<string, Value>([
      ["hosts", lazyDict(() => names, (name) => names.includes(name) ? seenOn(name) : undefined)],
      ["resources", new Map(situation.state.resources.map(({ name, data }) => [name, fromPlain(data)]))],
    ]),
  }]);
  return (name) => {
    const { groups = [], facts = {} } = situation.hosts.find((host) => host.name === name) ?? {};
    const known = fromPlain(facts);
    const looks = seenOn(name);
    const own: Value[][] = [
      ["inventory_hostname", name],
      ["group_names", [...groups]],
      ["ansible_facts", known],
      ["facts", known],
      ["looks", looks],
    ];
    const named = [...looks].filter(([look]) => !(RESERVED_NAMES as readonly Value[]).includes(look));
    return shared.child({ trusted: false, values: new Map([...named, ...own] as [Value, Value][]) });
  };
}

function dictOf(looks: { [name: string]: Json }): Dict {
  return new Map(Object.entries(looks).map(([name, seen]) => [name, fromPlain(seen)]));
}
