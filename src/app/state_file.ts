// --state-file: what a loop keeps in mind, as JSON in the original program's form.
import { CONNECTION_BASICS } from "../model/connection_basics.ts";
import type { StateOp } from "../model/decision.ts";
import { InputError, type Place } from "../model/errors.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { AddedHost, State } from "../model/resource.ts";
import { sortedKeys } from "../playbook/sorted_keys.ts";
import { stateProblems } from "../policy/state_ops.ts";
import type { Files } from "../ports/files.ts";
import { type Document, entries, parseYaml, type YamlNode } from "../templates/document.ts";

/** What the file holds beside what we keep: it is written back as it was read. */
interface Written {
  [key: string]: Json;
  hosts: { [name: string]: JsonObject };
  resources: { [name: string]: JsonObject };
}

/**
 * What the file says; null where there is none, or an empty one. Throws InputError with a place for one that is no such file, and for a host that nobody
 * may enter like that.
 */
export function readStateFile(path: string, files: Pick<Files, "kind" | "readText">): State | null {
  const written = read(path, files);
  if (written === null) return null;
  return {
    resources: Object.entries(written.resources).map(([name, data]) => ({ name, data })),
    hosts: Object.entries(written.hosts).map(([name, said]) => hostOf(name, said)),
  };
}

/**
 * The file's new text: `state`, in its order. Whatever else the old file says is kept: its first times, and keys of others.
 * `now` is ISO 8601.
 */
export function stateFileText(state: State, { path, files, now }: StateFileTerms): string {
  const old = read(path, files);
  const resources = state.resources.map(({ name, data }) => {
    const since = data["created_at"] ?? old?.resources[name]?.["created_at"] ?? now;
    return [name, { created_at: since, ...data }] as const;
  });
  const hosts = state.hosts.map((host) =>
    [host.name, { ...entryOf(host), added_at: old?.hosts[host.name]?.["added_at"] ?? now }] as const
  );
  const whole = {
    version: 1,
    created_at: now,
    ...old,
    updated_at: now,
    hosts: Object.fromEntries(hosts),
    resources: Object.fromEntries(resources),
  };
  return old !== null && same({ ...whole, updated_at: null }, { ...old, updated_at: null })
    ? files.readText(path)
    : `${JSON.stringify(whole, null, 2)}\n`;
}

/** Where it lies, and when that is. */
export interface StateFileTerms {
  path: string;
  files: Pick<Files, "kind" | "readText">;
  now: string;
}

/** What has to change for `kept` to be what the file says: at the start of a run the file is right. */
export function changesTowards(file: State, kept: State): StateOp[] {
  const has = (list: readonly { name: string }[], wanted: string) => list.some(({ name }) => name === wanted);
  // One word forgets whatever has the name: what is to stay of it is put back.
  const gone = new Set([
    ...kept.resources.filter(({ name }) => !has(file.resources, name)),
    ...kept.hosts.filter(({ name }) => !has(file.hosts, name)),
  ].map(({ name }) => name));
  return [
    ...[...gone].map((name): StateOp => ({ op: "remove", name })),
    ...file.resources.flatMap(({ name, data }): StateOp[] => {
      const known = gone.has(name) ? undefined : kept.resources.find((each) => each.name === name)?.data;
      return known !== undefined && same({ ...known, created_at: null }, { ...data, created_at: null })
        ? []
        : [{ op: "add_resource", name, data }];
    }),
    ...file.hosts.flatMap((host): StateOp[] => {
      const known = gone.has(host.name) ? undefined : kept.hosts.find(({ name }) => name === host.name);
      return known !== undefined && same(entryOf(known), entryOf(host)) ? [] : [{ op: "add_host", ...host }];
    }),
  ];
}

/** Whatever the order of their keys. */
function same(one: Json, other: Json): boolean {
  return JSON.stringify(sortedKeys(one)) === JSON.stringify(sortedKeys(other));
}

function read(path: string, files: Pick<Files, "kind" | "readText">): Written | null {
  if (files.kind(path) === undefined) return null;
  const text = files.readText(path);
  if (text.trim() === "") return null;
  const value = parsed(text, path);
  const places = new Places(text, path);
  const wrong = (sentence: string, ...way: string[]) => new InputError(sentence, places.of(way));
  if (!isObject(value)) throw wrong(`A state file is one JSON object: ${SHAPE}`);
  const version = value["version"] ?? 1;
  if (version !== 1) {
    throw wrong(`This state file is of version ${JSON.stringify(version)}: only 1 is known here`, "version");
  }
  const sections = (["hosts", "resources"] as const).map((section) => {
    const held = value[section] ?? {};
    if (!isObject(held)) throw wrong(`"${section}" is an object of names: ${SHAPE}`, section);
    for (const [name, each] of Object.entries(held)) {
      if (!isObject(each)) {
        throw wrong(`What is known of ${JSON.stringify(name)} is an object: ${SHAPE}`, section, name);
      }
    }
    return held as { [name: string]: JsonObject };
  });
  const [hosts = {}, resources = {}] = sections;
  const nothing = { inventory: NO_INVENTORY, state: { resources: [], hosts: [] } };
  for (const [name, said] of Object.entries(hosts)) {
    const groups = said["groups"] ?? [];
    if (!Array.isArray(groups) || groups.some((group) => typeof group !== "string")) {
      throw wrong(`The groups of ${JSON.stringify(name)} are a list of names`, "hosts", name, "groups");
    }
    const { vars, groups: names } = hostOf(name, said);
    const connection = Object.entries(vars).filter(([key]) => CONNECTION_BASICS.includes(key) || /^ansible_/.test(key));
    const [problem] = stateProblems(
      [{ op: "add_host", name, vars: Object.fromEntries(connection), groups: names }],
      nothing,
    );
    if (problem !== undefined) throw wrong(problem.replace(/^add_host/, "The host"), "hosts", name);
  }
  for (const [name, data] of Object.entries(resources)) {
    const [problem] = stateProblems([{ op: "add_resource", name, data }], nothing);
    if (problem !== undefined) throw wrong(problem.replace(/^add_resource: /, ""), "resources", name);
  }
  return { ...value, hosts, resources };
}

/** The original writes address and port of every host, also where they say nothing. */
function hostOf(name: string, { groups = [], added_at: _since, ...said }: JsonObject): AddedHost {
  const vars = Object.fromEntries(
    Object.entries(said).filter(([key, value]) =>
      !(key === "ansible_host" && value === name) && !(key === "ansible_port" && value === 22) && value !== ""
    ),
  );
  return { name, vars, groups: groups as string[] };
}

function entryOf({ name, vars, groups }: AddedHost): JsonObject {
  return { ansible_host: name, ansible_port: 22, ...vars, groups };
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
    const lines = text.trimEnd().split("\n");
    const end = { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
    const place = line === undefined ? end : { line: Number(line), column: Number(column) };
    const what = message.replace(/ in JSON at position .*| after JSON at position .*/s, "");
    throw new InputError(`This is not valid JSON (${what}), and a state file is: ${SHAPE}`, { file, ...place }, {
      cause: error,
    });
  }
}

/** Where things stand in a file: JSON is YAML, too. */
class Places {
  readonly #file: string;
  readonly #document: Document | undefined;

  constructor(text: string, file: string) {
    this.#file = file;
    try {
      this.#document = parseYaml(text, file);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }

  of(way: readonly string[]): Place {
    const document = this.#document;
    if (document === undefined) return { file: this.#file };
    let node: YamlNode | null = document.root;
    let place = document.place(node);
    for (const key of way) {
      const entry: { keyNode: YamlNode; value: YamlNode | null } | undefined = entries(node)?.find((each) =>
        each.key.replace(/^"|"$/g, "") === key
      );
      if (entry === undefined) return place;
      place = document.place(entry.keyNode);
      node = entry.value;
    }
    return place;
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Only the names themselves are looked at: what an inventory says may come later, and comes before the file. */
const NO_INVENTORY = { hosts: [], groups: new Map(), variables: () => new Map() };
const SHAPE =
  '{"version": 1, "hosts": {"web1": {"ansible_host": "192.0.2.1", "groups": []}}, "resources": {"volume1": {}}}';
