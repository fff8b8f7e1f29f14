// Test files in portions, some of which run side by side: one process alone uses little more than one core, and often waits.
import { startsBundle } from "./tested_program.ts";

/** Portions at once. Two leave a machine of two cores idle for a fifth of the time: much of what is tested is waited for. */
export const SIDE_BY_SIDE = 3;

/** The longest files, each a portion by itself; they begin first, so that none of them runs alone at the end. */
export const ALONE: readonly string[] = [
  "tests/modules/ansible_oracle_test.ts",
  "tests/oracle/cases_test.ts",
  "tests/crash/sweep_test.ts",
  "tests/crash/fleet_test.ts",
  "tests/transports/local_test.ts",
  "tests/e2e/goal_killed_test.ts",
  "tests/e2e/page_everywhere_test.ts",
  "tests/crash/kill_test.ts",
];

/** Most files a portion, by the folder below tests/: few of the slow ones. Loading the program takes a portion two seconds and more. */
const MOST: Record<string, number> = { crash: 2, oracle: 2, e2e: 4, transports: 6, modules: 8, packaging: 2, sshd: 6 };
const OTHERS = 30;
/** Portions from these folders begin before others. */
const FIRST = ["crash", "oracle", "e2e", "packaging", "modules", "transports"];

/** Portions in the order in which they begin. Each file is in exactly one; those that start the bundle and those that do not are in different ones. */
export function chunks(files: readonly string[]): string[][] {
  const alone = ALONE.filter((file) => files.includes(file)).map((file) => [file]);
  const others = files.filter((file) => !ALONE.includes(file));
  const groups = Map.groupBy(others, (file) => `${folderOf(file)} ${startsBundle([file])}`);
  const order = (group: string) => (FIRST.indexOf(group.split(" ")[0]!) + 1 || FIRST.length + 1);
  const names = [...groups.keys()].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  return [...alone, ...names.flatMap((name) => portions(groups.get(name) ?? []))];
}

function folderOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function portions(files: readonly string[]): string[][] {
  const most = MOST[folderOf(files[0] ?? "")] ?? OTHERS;
  return Array.from({ length: Math.ceil(files.length / most) }, (_, at) => files.slice(at * most, (at + 1) * most));
}
