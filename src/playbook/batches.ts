// A play's hosts in their order, batch after batch.
import { InputError, TemplateError } from "../model/errors.ts";
import type { Dict, Scope } from "../model/value.ts";
import { lazyScope } from "../templates/scope.ts";
import { templateValue } from "../templates/template.ts";
import { toPlain } from "../templates/value.ts";
import { fingerprint } from "./fingerprint.ts";
import { isSize } from "./parse_hosts.ts";
import type { Play } from "./playbook.ts";

/**
 * The batches: `serial` takes so many hosts, or such a share of all of them, its last word again and again; it may be a template over the play's
 * vars and extra variables. Source: ansible-core's _get_serialized_batches. Throws InputError.
 */
export function batchesOf(play: Play, extraVars: Dict): string[][] {
  try {
    return batchesIn(play, playScope(play, extraVars));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new InputError(`The play's "serial" cannot be worked out: ${error.message}`, play.place, { cause: error });
  }
}

/** What a play knows before it has hosts: its vars, and extra variables over them. */
export function playScope({ vars }: Play, extraVars: Dict): Scope {
  return lazyScope([{ values: vars, trusted: true }, { values: extraVars, trusted: true }]);
}

function batchesIn(play: Play, scope: Scope): string[][] {
  const hosts = ordered(play);
  const sizes = play.serial.flatMap((size) => templateValue(size, scope)).map((size) => {
    if (!isSize(size)) {
      throw new TemplateError(`"serial" comes to ${JSON.stringify(toPlain(size))}, not a number of hosts`);
    }
    return hostsIn(String(toPlain(size)).trim(), hosts.length);
  });
  const batches: string[][] = [];
  for (let at = 0, nth = 0; at < hosts.length; nth++) {
    const size = sizes[Math.min(nth, sizes.length - 1)] ?? 0;
    const batch = hosts.slice(at, size <= 0 ? hosts.length : at + size);
    batches.push(batch);
    at += batch.length;
  }
  return batches;
}

function hostsIn(size: string, all: number): number {
  return size.endsWith("%") ? Math.max(1, Math.floor(parseFloat(size) / 100 * all)) : Number(size);
}

function ordered({ hosts, order }: Play): string[] {
  switch (order) {
    case "inventory":
      return [...hosts];
    case "reverse_inventory":
      return hosts.toReversed();
    case "sorted":
      return hosts.toSorted();
    case "reverse_sorted":
      return hosts.toSorted().reverse();
    case "shuffle": {
      const all = hosts.join();
      const keyed = hosts.map((host) => ({ host, key: fingerprint(`${host} ${all}`) }));
      return keyed.sort((a, b) => a.key < b.key ? -1 : 1).map(({ host }) => host);
    }
  }
}
