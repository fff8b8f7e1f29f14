// Asks Ansible about inventories: all at once in one Python, or one by the command that people type.
import { parseJson } from "../../../src/templates/json_reader.ts";
import { askPython } from "../ask_python.ts";
import type { LaidOut } from "./laid_out.ts";
import { below, type Listed, listedOf, plain, type Told } from "./told.ts";

const QUIET = { ANSIBLE_NOCOLOR: "1", PYTHONHASHSEED: "0" };

/** What Ansible says of each; where it refuses one, the sentence. With `strict` it refuses what it only warns of otherwise: a source that it cannot read. */
export async function askAll(
  cases: readonly LaidOut[],
  { strict = false } = {},
): Promise<(Told | { error: string })[]> {
  const asked = cases.map(({ cwd, sources, folder }) => ({ cwd, sources, folder }));
  const env = { ...QUIET, ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: String(strict) };
  const said = await askPython([new URL("ask.py", import.meta.url).pathname], JSON.stringify(asked), { env });
  const answers: Answer[] = JSON.parse(said);
  return answers.map((answer, at) => "error" in answer ? answer : toldOf(answer, cases[at]!.root));
}

/** The output of `ansible-inventory --list`, typed where nothing else lies. */
export async function askOne({ cwd, sources, folder }: LaidOut): Promise<Listed> {
  const { success, stdout, stderr } = await new Deno.Command("ansible-inventory", {
    args: [
      ...sources.flatMap((source) => ["-i", source]),
      ...(folder === undefined ? [] : ["--playbook-dir", folder]),
      "--list",
    ],
    cwd,
    env: QUIET,
  }).output();
  if (!success) throw new Error(`ansible-inventory failed: ${new TextDecoder().decode(stderr)}`);
  return listedOf(new TextDecoder().decode(stdout));
}

type Answer = { error: string } | {
  listed: string;
  hosts: string[];
  groups: [string, string[]][];
  names: Record<string, string[]>;
  files: Record<string, string | null>;
  here: string;
};

function toldOf({ listed, hosts, groups, names, files, here }: Exclude<Answer, { error: string }>, root: string): Told {
  const inGroups = (map: Record<string, unknown>) => Object.keys(map).filter((host) => hosts.includes(host));
  const isGroup = (host: string) => groups.some(([name]) => name === host);
  return {
    ...listedOf(listed),
    hosts,
    members: groups,
    names: Object.fromEntries(inGroups(names).map((host) => [host, names[host]!])),
    // Of a host that is called like a group Ansible forgets the file.
    files: Object.fromEntries(
      inGroups(files).filter((host) => !isGroup(host)).map((host) => [host, below(files[host]!, root)]),
    ),
    here: plain(parseJson(here)),
  };
}
