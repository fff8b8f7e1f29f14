// Which looks an iteration takes: the usual ones, those that rules need, those that decisions have asked for.
import type { Probe } from "../model/decision.ts";
import type { Look } from "../model/rule.ts";
import { concerns } from "../rules/concerns.ts";
import type { Words, World } from "./world.ts";

/** Looks on hosts, each host and name once: what is asked for last wins. `hosts`: all hosts of the loop. */
export function looksOf(
  { looks, rules, goal }: Words,
  { hosts, asked, world }: { hosts: readonly string[]; asked: readonly Probe[]; world: World },
): Probe[] {
  const all = new Map<string, Probe>();
  const put = (probe: Probe) => void all.set(JSON.stringify([probe.host, probe.name]), probe);
  for (const look of looks) placed(look, hosts, world).forEach(put);
  for (const rule of rules.filter((rule) => concerns(rule, goal))) {
    for (const look of rule.observe) {
      const { hosts: pattern = rule.hosts } = look;
      placed({ ...look, ...(pattern === undefined ? {} : { hosts: pattern }) }, hosts, world).forEach(put);
    }
  }
  for (const probe of asked) {
    if (hosts.includes(probe.host)) put(probe);
  }
  return [...all.values()];
}

function placed({ name, module, params, hosts: pattern }: Look, hosts: readonly string[], world: World): Probe[] {
  const chosen = pattern === undefined ? hosts : hosts.filter((host) => isMeant(host, pattern, world));
  return chosen.map((host) => ({ name, host, module, params }));
}

function isMeant(host: string, pattern: string, { inventory }: World): boolean {
  return inventory.select(pattern).hosts.includes(host);
}
