// What Ansible did in a case, kept beside it, so that the tests need not start Ansible each time.
import { createHash } from "node:crypto";
import type { Case } from "./case.ts";
import { withDump } from "./case.ts";
import { Ground } from "./ground.ts";
import type { Place } from "./place.ts";
import type { Run } from "./told.ts";
import { readTree } from "./tree.ts";

const RECORDED = new URL("recorded/", import.meta.url);

/** Ansible's run and its run in check mode. */
export interface Recording {
  /** Of the playbook and the files beside it: a case that was edited needs a new recording. */
  of: string;
  run: Run;
  check: Run;
}

/** Runs Ansible twice, in two trees. */
export async function record(one: Case, place?: Place): Promise<Recording> {
  await using ground = new Ground(one, place);
  const run = await (await ground.tree("them")).ansible({ check: false });
  const check = await (await ground.tree("tcek")).ansible({ check: true });
  return { of: fingerprint(one), run, check };
}

/** Reads a recording. Throws where there is none, or where it is of another text. */
export function readRecording(one: Case): Recording {
  const again = `type: deno run -A tests/oracle/record.ts ${one.name}`;
  let text: string;
  try {
    text = Deno.readTextFileSync(fileOf(one));
  } catch {
    throw new Error(`There is no recording of ${one.name}; ${again}`);
  }
  const [first, ...lines] = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  if (first.of !== fingerprint(one)) throw new Error(`The recording of ${one.name} is of another text; ${again}`);
  const runs: Run[] = [];
  for (const line of lines) {
    if ("ended" in line) runs.push({ ...line, tasks: [], output: "" });
    else runs.at(-1)!.tasks.push(line);
  }
  const [run, check] = runs;
  return { of: first.of, run: run!, check: check! };
}

/** Writes it, a line for each run and each task. What Ansible printed is left out: it names folders and versions. */
export function writeRecording(one: Case, { of, run, check }: Recording): void {
  const lines = [{ of }, ...[run, check].flatMap(({ tasks, output: _, ...rest }) => [rest, ...tasks])];
  Deno.writeTextFileSync(fileOf(one), lines.map((line) => `${JSON.stringify(line, keep)}\n`).join(""));
}

// No .json: a formatter would make of each result a page.
function fileOf({ name }: { name: string }): URL {
  return new URL(`${name}.jsonl`, RECORDED);
}

/** Removes what is of no case any more. */
export function forgetRecordings(cases: readonly Case[]): void {
  for (const name of recordedNames()) if (!cases.some((one) => one.name === name)) Deno.removeSync(fileOf({ name }));
}

/** Names of recordings. */
export function recordedNames(): string[] {
  return [...Deno.readDirSync(RECORDED)].map(({ name }) => name.replace(/\.jsonl$/, ""));
}

/** Nothing of a result that is not compared is written down: it would change with each machine. */
function keep(key: string, value: unknown): unknown {
  return MACHINE.has(key) ? undefined : value;
}
const MACHINE = new Set([
  ...["invocation", "exception", "start", "end", "delta", "atime", "ctime", "mtime", "inode", "dev", "diff", "version"],
  ...[
    "attr_flags",
    "attributes",
    "elapsed",
    "blocks",
    "block_size",
    "device_type",
    "stop",
    "extract_results",
    "warnings",
    "deprecations",
  ],
]);

function fingerprint(one: Case): string {
  const hash = createHash("sha256").update(withDump(one)).update(one.before).update(one.flags.join(" "));
  if (one.folder) hash.update(JSON.stringify(readTree(one.folder)));
  return hash.digest("hex").slice(0, 16);
}
