// Values of secrets in what a loop is submitted with: that is kept, so it must not hold any.
import type { LoopOptions } from "../model/loop.ts";
import type { Secrets } from "../ports/secrets.ts";

/** What people call these options. */
const FLAGS: { [name in keyof LoopOptions]?: string } = {
  extraVars: "--extra-vars",
  notify: "--notify",
  limit: "--limit",
  inventory: "--inventory",
  tags: "--tags",
  skipTags: "--skip-tags",
  reach: "the flags about connections",
  environment: "--environment",
  model: "--model",
};

/** A sentence that says where a bound value stands; undefined where none does. */
export function valuesOnRecord(
  { name, desiredState, options }: { name: string; desiredState: string | null; options: LoopOptions | null },
  secrets: Secrets,
): string | undefined {
  const places: [where: string, value: unknown][] = [
    ["the loop's name", name],
    ["the goal", desiredState],
    ...Object.entries(options ?? {}).map(([name, value]): [string, unknown] => [
      FLAGS[name as keyof LoopOptions] ?? `the option ${name}`,
      value,
    ]),
  ];
  const found = places.find(([, value]) => value !== undefined && secrets.holds(JSON.stringify(value)));
  if (found === undefined) return undefined;
  return `A bound secret stands in ${
    found[0]
  }, which is kept on record: leave it out there, and let -s put it where it is needed`;
}
