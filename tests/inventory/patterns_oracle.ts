// What Ansible makes of patterns: asked now, or written down before. As a program it writes it down again.
import { askPython } from "./ask_python.ts";
import { createHash } from "node:crypto";

/** A pattern, perhaps with a limit. */
export type Ask = [pattern: string | string[], limit: string | null];

/** What Ansible says to one. */
export interface Answer {
  hosts?: string[];
  /** Instead of hosts: it refused. */
  error?: string;
  unmatched: string[];
}

/** An inventory as Ansible read it, with its answers. */
export interface Told {
  named: { hosts: string[]; groups: Map<string, string[]> };
  answers: Answer[];
}

/** Where groups lie three deep, Ansible's own order of hosts hangs on Python's hashes. */
export const STEADY = { PYTHONHASHSEED: "0", ANSIBLE_NOCOLOR: "1" };

/** The folder of inventories, cases and recordings. */
export const folder = new URL("patterns/", import.meta.url).pathname;

/** The cases of each inventory's file. */
export function readCases(): Map<string, Ask[]> {
  const cases: Record<string, (string | Ask)[]> = JSON.parse(Deno.readTextFileSync(`${folder}cases.json`));
  return new Map(
    Object.entries(cases).map(([file, asks]) => [file, asks.map((ask) => typeof ask === "string" ? [ask, null] : ask)]),
  );
}

/** One Python process answers everything: half a second, however much is asked. */
export async function askAnsible(file: string, asks: readonly Ask[]): Promise<Told> {
  const script = new URL("patterns_ansible.py", import.meta.url).pathname;
  const input = asks.map((ask) => `${JSON.stringify(ask)}\n`).join("");
  const said = await askPython([script, file], input, { cwd: folder, env: STEADY });
  return told(said.trimEnd().split("\n"));
}

/** What was written down. Throws where a case or an inventory was edited since. */
export function readRecorded(): Map<string, Told> {
  const [first = "", ...lines] = Deno.readTextFileSync(`${folder}recorded.jsonl`).trimEnd().split("\n");
  if (JSON.parse(first).of !== fingerprint()) {
    throw new Error("The recording is of other cases; type: deno run -A tests/inventory/patterns_oracle.ts");
  }
  let at = 0;
  return new Map([...readCases()].map(([file, asks]) => [file, told(lines.slice(at, at += asks.length + 1))]));
}

function told([first = "", ...answers]: string[]): Told {
  const { hosts, groups } = JSON.parse(first);
  return {
    named: { hosts, groups: new Map(Object.entries<string[]>(groups)) },
    answers: answers.map((line) => JSON.parse(line)),
  };
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const file of ["cases.json", "names", ...readCases().keys()]) hash.update(Deno.readFileSync(`${folder}${file}`));
  return hash.digest("hex").slice(0, 16);
}

if (import.meta.main) {
  const lines = [{ of: fingerprint() }] as unknown[];
  for (const [file, asks] of readCases()) {
    const { named, answers } = await askAnsible(file, asks);
    lines.push({ hosts: named.hosts, groups: Object.fromEntries(named.groups) }, ...answers);
  }
  Deno.writeTextFileSync(`${folder}recorded.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
