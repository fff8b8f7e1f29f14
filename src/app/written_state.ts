// A state file's JSON, read and checked, each mistake with its place.
import { CONNECTION_BASICS } from "../model/connection_basics.ts";
import { InputError, type Place } from "../model/errors.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { AddedHost } from "../model/resource.ts";
import { stateProblems } from "../policy/state_ops.ts";
import type { Files } from "../ports/files.ts";
import { type Document, entries, parseYaml, type YamlNode } from "../templates/document.ts";

/** What the file holds beside what we keep: it is written back as it was read. */
export interface WrittenState {
  [key: string]: Json;
  hosts: { [name: string]: JsonObject };
  resources: { [name: string]: JsonObject };
}

/** The complaint about what stands at the end of this way of keys. */
type Wrong = (sentence: string, ...way: string[]) => InputError;

/** What is written there; null where there is no file, or an empty one. Throws InputError as `readStateFile` does. */
export function readWritten(path: string, files: Pick<Files, "kind" | "readText">): WrittenState | null {
  if (files.kind(path) === undefined) return null;
  const text = files.readText(path);
  if (text.trim() === "") return null;
  const value = parsed(text, path);
  const places = new Places(text, path);
  const wrong: Wrong = (sentence, ...way) => new InputError(sentence, places.of(way));
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
  demandUsable({ hosts, resources }, wrong);
  return { ...value, hosts, resources };
}

/** Hosts that may be entered like that, and names that can be told apart. */
function demandUsable({ hosts, resources }: Pick<WrittenState, "hosts" | "resources">, wrong: Wrong): void {
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
}

/** A host as the record has it: the original writes address and port of every host, also where they say nothing. */
export function hostOf(name: string, { groups = [], added_at: _since, ...said }: JsonObject): AddedHost {
  const vars = Object.fromEntries(
    Object.entries(said).filter(([key, value]) =>
      !(key === "ansible_host" && value === name) && !(key === "ansible_port" && value === 22) && value !== ""
    ),
  );
  return { name, vars, groups: groups as string[] };
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

/** Only the names themselves are looked at: what an inventory says may come later, and comes before the file. */
const NO_INVENTORY = { hosts: [], groups: new Map(), variables: () => new Map() };
const SHAPE =
  '{"version": 1, "hosts": {"web1": {"ansible_host": "192.0.2.1", "groups": []}}, "resources": {"volume1": {}}}';
