// A case: an ordinary playbook, with what its first comment lines ask for, and a folder beside it that is copied into the tree.
import { parseAllDocuments } from "yaml";

const CASES = new URL("cases/", import.meta.url);

/** Name of the task that writes down what was registered. */
export const DUMP = "everything that was registered";

/** `# word: rest` lines before the first play. */
export interface Case {
  name: string;
  playbook: string;
  /** Files that lie beside the playbook in the tree; undefined where there is no such folder. */
  folder: string | undefined;
  /** Shell that makes the tree, from all `# before:` lines. */
  before: string;
  /** Words of `# flags:`, in Ansible's spelling. */
  flags: string[];
  /** `# differs: KEY: reason`: what README says is different on purpose. KEY covers whatever begins with it. */
  differs: { key: string; reason: string }[];
  /** `# ssh: KEY: reason`, `# become: KEY: reason`: what differs only where the case is played over ssh or as another user. */
  differsAt: { word: string; key: string; reason: string }[];
  /** `# dry: reason`: check mode cannot know what the run did, because later tasks depend on earlier deeds. */
  dry: string | undefined;
  /** `# links: reason`: a deed may touch what another path names, so that only the first deed's diff is compared with check mode's. */
  links: string | undefined;
  /** `# once: reason`: passes cannot converge (the tasks undo each other, or fail). */
  once: string | undefined;
  /** `# hosts: w1 w2`: names in the inventory beside it; empty for a playbook of this machine. */
  hosts: string[];
  /** `# root: reason`: only root gets the recorded results. */
  root: boolean;
}

/** All cases by name, sorted. */
export function readCases(): Case[] {
  return [...Deno.readDirSync(CASES)].filter(({ name }) => name.endsWith(".yml")).map(({ name }) => readCase(name))
    .toSorted((a, b) => a.name < b.name ? -1 : 1);
}

/** A case from its text: fuzzing makes some that are in no file. */
export function caseOf(name: string, playbook: string, folder?: string): Case {
  const words = (wanted: string) =>
    [...playbook.matchAll(/^# (\w+): (.*)$/gm)].filter(([, word]) => word === wanted).map(([, , rest]) => rest!);
  const excuses = (word: string) =>
    words(word).map((text) => {
      const [, key, reason] = /^(.+?): (.+)$/.exec(text) ?? [];
      if (!key || !reason) throw new Error(`${name}: "# ${word}: ${text}" is not KEY: reason`);
      return { key, reason };
    });
  return {
    name,
    playbook,
    folder,
    before: words("before").join("\n"),
    flags: splitWords(words("flags").join(" ")),
    differs: excuses("differs"),
    differsAt: ["ssh", "become"].flatMap((word) => excuses(word).map((excuse) => ({ word, ...excuse }))),
    dry: words("dry")[0],
    links: words("links")[0],
    once: words("once")[0],
    hosts: splitWords(words("hosts").join(" ")),
    root: words("root").length > 0,
  };
}

function readCase(file: string): Case {
  const name = file.replace(/\.yml$/, "");
  const folder = new URL(`${name}/`, CASES).pathname;
  return caseOf(name, Deno.readTextFileSync(new URL(file, CASES)), isFolder(folder) ? folder : undefined);
}

/** The playbook with a last play that writes every registered variable to the file that ORACLE_REGISTERED names. */
export function withDump(one: Case): string {
  const names = [...registered(one).keys()];
  if (names.length === 0) return one.playbook;
  const pairs = one.hosts.length === 0
    ? names.map((name) => `'${name}': ${name} | default('(undefined)')`)
    : [...one.hosts, "localhost"].flatMap((host) =>
      names.map((name) => `'${host}.${name}': hostvars['${host}']['${name}'] | default('(undefined)')`)
    );
  return `${one.playbook.trimEnd()}

- name: ${DUMP}
  hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: ${DUMP}
      copy:
        dest: "{{ lookup('env', 'ORACLE_REGISTERED') }}"
        content: "{{ {${pairs.join(", ")}} | to_json }}"
${one.flags.some((flag) => flag.includes("tags")) ? "      tags: [always]\n" : ""}`;
}

/** What withDump writes: each variable's name, of many hosts behind the host's, with the module that it comes from. */
export function dumped(one: Case): Map<string, string> {
  if (one.hosts.length === 0) return registered(one);
  const hosts = [...one.hosts, "localhost"];
  return new Map([...registered(one)].flatMap(([name, module]) => hosts.map((host) => [`${host}.${name}`, module])));
}

/** Names after `register` and `set_fact` with the module they come from, wherever they stand in the case's files. */
export function registered(one: Case): Map<string, string> {
  const found = new Map<string, string>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (typeof value !== "object" || value === null) return;
    const keys = Object.keys(value).map((key) => key.replace(/^ansible\.builtin\./, ""));
    for (const [key, inner] of Object.entries(value)) {
      if (key === "register" && typeof inner === "string") found.set(inner, moduleOf(keys));
      else if (/^(ansible\.builtin\.)?set_fact$/.test(key)) {
        Object.keys(inner ?? {}).filter((name) => name !== "cacheable").forEach((name) => found.set(name, "a fact"));
      } else look(inner);
    }
  };
  for (const text of [one.playbook, ...yamlBeside(one.folder)]) {
    for (const document of parseAllDocuments(text)) if ("toJS" in document) look(document.toJS());
  }
  const names = [...found].filter(([name]) => /^[a-z_]\w*$/i.test(name));
  return new Map(names.toSorted(([a], [b]) => a < b ? -1 : 1));
}

const WORDS = [
  "name",
  "register",
  "when",
  "loop",
  "vars",
  "args",
  "until",
  "retries",
  "delay",
  "tags",
  "notify",
  "listen",
];

function moduleOf(keys: string[]): string {
  const known = [...WORDS, "environment", "no_log", "become", "check_mode", "diff", "run_once", "delegate_to"];
  const module = keys.find((key) => !known.includes(key) && !/^with_|_when$|^ignore_|^loop_/.test(key));
  return module ?? "";
}

function yamlBeside(folder: string | undefined): string[] {
  if (folder === undefined || !isFolder(folder)) return [];
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? yamlBeside(`${folder}/${name}`)
      : /\.ya?ml$/.test(name)
      ? [Deno.readTextFileSync(`${folder}/${name}`)]
      : []
  );
}

/** Words as a shell splits them, quotes taken away. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single)
  );
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
