// A rule's own looks, also where another look has the same name: no other rule and no model can show it something else under that name.
import type { Rule } from "../model/rule.ts";
import type { Situation } from "./situation.ts";

/** Under which name a rule's look is taken where its own is another look's already. */
export function ownName(rule: Pick<Rule, "name">, look: string): string {
  return `${rule.name}: ${look}`;
}

/** The situation as a rule sees it: its looks under the names that it knows. The very same where all have them already. */
export function ownView(rule: Pick<Rule, "name" | "observe">, situation: Situation): Situation {
  const { observations } = situation;
  const names = rule.observe.map(({ name }) => ({ name, own: ownName(rule, name) }));
  let same = true;
  const looks = Object.entries(observations.looks ?? {}).map(([host, seen]) => {
    const mine = names.filter(({ own }) => Object.hasOwn(seen, own)).map(({ name, own }) =>
      [name, seen[own]!] as const
    );
    same &&= mine.length === 0;
    return [host, mine.length === 0 ? seen : { ...seen, ...Object.fromEntries(mine) }] as const;
  });
  return same ? situation : { ...situation, observations: { ...observations, looks: Object.fromEntries(looks) } };
}
