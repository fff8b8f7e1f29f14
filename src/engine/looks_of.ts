// Which looks an iteration takes: the usual ones, those that decisions have asked for, those that rules need.
import type { Probe } from "../model/decision.ts";
import type { Look } from "../model/rule.ts";
import { concerns } from "../rules/concerns.ts";
import { isSameJson } from "../playbook/sorted_keys.ts";
import { ownName } from "../rules/own_looks.ts";
import type { Words, World } from "./world.ts";

/**
 * Looks on hosts, each host and name once. What a decision has asked for comes before a usual look of that name; a rule's look never gives way: where its name is
 * another look's, it is taken under a name of the rule's own, which nobody else can take. `hosts`: all hosts of the loop.
 */
export function looksOf(
  { looks, rules, goal }: Words,
  { hosts, asked, world }: { hosts: readonly string[]; asked: readonly Probe[]; world: World },
): Probe[] {
  const all = new Map<string, Probe>();
  const key = ({ host, name }: Probe) => JSON.stringify([host, name]);
  const put = (probe: Probe) => void all.set(key(probe), probe);
  for (const look of looks) placed(look, hosts, world).forEach(put);
  const own = new Set(rules.flatMap((rule) => rule.observe.map(({ name }) => ownName(rule, name))));
  for (const probe of asked) {
    if (hosts.includes(probe.host) && !own.has(probe.name)) put(probe);
  }
  for (const rule of rules.filter((rule) => concerns(rule, goal))) {
    for (const look of rule.observe) {
      const { hosts: pattern = rule.hosts } = look;
      for (const probe of placed({ ...look, ...(pattern === undefined ? {} : { hosts: pattern }) }, hosts, world)) {
        const there = all.get(key(probe));
        put(there === undefined || isSame(there, probe) ? probe : { ...probe, name: ownName(rule, probe.name) });
      }
    }
  }
  return [...all.values()];
}

function placed({ name, module, params, hosts: pattern }: Look, hosts: readonly string[], world: World): Probe[] {
  const meant = pattern === undefined ? null : new Set(world.inventory.select(pattern).hosts);
  return hosts.filter((host) => meant?.has(host) ?? true).map((host) => ({ name, host, module, params }));
}

function isSame(one: Probe, other: Probe): boolean {
  return one.module === other.module && isSameJson(one.params, other.params);
}
