// The suites of the oracle: a file a module.
import type { Suite } from "./scenario.ts";

const HERE = new URL("./", import.meta.url);
const OTHERS = ["scenario.ts", "ground.ts", "sides.ts", "judge.ts", "suites.ts", "in_rooms.ts", "in_folders.ts"];

/** Files of all suites, sorted. */
export const suiteNames: readonly string[] = [...Deno.readDirSync(HERE)].map(({ name }) => name).filter((name) =>
  name.endsWith(".json") || (name.endsWith(".ts") && !OTHERS.includes(name))
).sort();

/** One of them. */
export async function readSuite(name: string): Promise<Suite> {
  if (name.endsWith(".json")) return JSON.parse(await Deno.readTextFile(new URL(name, HERE)));
  return (await import(new URL(name, HERE).href)).suite;
}

/** The module that a suite is of, where a scenario names no other. */
export function moduleOf(name: string): string {
  return name.replace(/\.\w+$/, "");
}

/** Why Ansible cannot be asked here; undefined where it can. Under CI it throws instead. */
export async function noOracle(): Promise<string | undefined> {
  const there = await new Deno.Command("ansible-playbook", { args: ["--version"], stdin: "null" }).output()
    .catch(() => undefined);
  const why = there === undefined
    ? "ansible-playbook is not installed"
    : Deno.uid() === 0
    ? undefined
    : "only root may change owners";
  if (why !== undefined && Deno.env.get("CI") === "true") throw new Error(`Ansible cannot be asked: ${why}`);
  return why;
}
