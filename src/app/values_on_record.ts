// Values of secrets in what a loop is submitted with: that is kept, so it must not hold any.
import type { LoopOptions } from "../model/loop.ts";
import type { Secrets } from "../ports/secrets.ts";

/** Options that are not called like their flags. */
const FLAGS: { [name in keyof LoopOptions]?: string } = {
  goalFile: "--file",
  reach: "the flags about connections",
  secrets: "--secret",
  steps: "--plan-file",
};

/** A sentence that says where a bound value stands; undefined where none does. */
export function valuesOnRecord(
  { name, desiredState, options }: { name: string; desiredState: string | null; options: LoopOptions },
  secrets: Secrets,
): string | undefined {
  // The name last: without --name it is made of one of the others.
  const places: [where: string, value: unknown][] = [
    [options.file === undefined ? "the goal" : "--file", desiredState],
    ...Object.entries(options).map(([name, value]): [string, unknown] => [flagOf(name), value]),
    ["the loop's name", name],
  ];
  const found = places.find(([, value]) => value !== undefined && secrets.holds(JSON.stringify(value)));
  if (found === undefined) return undefined;
  const [where] = found;
  return `A bound secret stands in ${where}, which is kept on record: leave it out there, and let -s put it where it is needed`;
}

function flagOf(option: string): string {
  return FLAGS[option as keyof LoopOptions] ?? `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
