// What inventory programs print: groups in JSON, the variables of hosts under `_meta` or asked for one by one.
import { InputError } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import { readData, readJson } from "./data_text.ts";
import type { Groups } from "./groups.ts";
import { placed } from "./placed.ts";

/** Reads the output of `--list` into groups. `ask` gives what the program printed for `--host NAME`. Throws InputError. */
export function readOutput(text: string, program: string, groups: Groups, ask: (host: string) => string): void {
  const listed = outputOf(text, program);
  const hosts = new Set<string>();
  let known: Value | undefined;
  placed(() => ({ file: program }), () => {
    for (const [name, data] of listed) {
      if (name !== "_meta") readGroup(name, data, groups, hosts);
      else if (data instanceof Map) known = data.get("hostvars");
    }
    if (known !== undefined && !(known instanceof Map)) {
      throw new InputError(`"_meta.hostvars" must be a mapping of hosts: ${SHAPE}`);
    }
    for (const host of hosts) {
      const variables = known instanceof Map ? known.get(host) ?? new Map() : answered(ask(host), program, host);
      if (!(variables instanceof Map)) throw new InputError(`The variables of the host "${host}" must be a mapping`);
      for (const [name, value] of variables) groups.setVariable(host, name, value);
    }
  });
}

/** The hosts that a program is to be asked about one by one, as its output has no `_meta.hostvars`. Empty for what cannot be read. */
export function hostsToAsk(text: string): string[] {
  try {
    const listed = outputOf(text, "");
    const meta = listed.get("_meta");
    if (meta instanceof Map && meta.has("hostvars")) return [];
    const hosts = [...listed].flatMap(([name, data]): Value[] => {
      const named = name === "_meta" ? undefined : fullGroup(name, data).get("hosts");
      return Array.isArray(named) ? named : [];
    });
    return [...new Set(hosts.filter((host) => typeof host === "string"))];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

const SHAPE = 'write {"web": {"hosts": ["web1"], "vars": {}, "children": []}, "_meta": {"hostvars": {}}}';

function outputOf(text: string, program: string): Dict {
  try {
    const listed = readJson(text, program);
    if (listed instanceof Map) return listed;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { line, column } = error.place ?? {};
    const at = line === undefined ? "" : ` (line ${line}, column ${column} of the output)`;
    throw new InputError(`What this program printed for --list is no JSON: ${why(error)}${at}`, { file: program });
  }
  throw new InputError(`What this program printed for --list is no JSON object: ${SHAPE}`, { file: program });
}

function why({ message }: InputError): string {
  return message.replace(/^This is not valid JSON: /, "");
}

function answered(text: string, program: string, host: string): Value {
  if (text.trim() === "") return new Map();
  try {
    return readData(text, program).value;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`What this program printed for --host ${host} is no JSON: ${why(error)}`);
  }
}

/** A list stands for the hosts; a mapping of other keys for a host of the group's name with these variables. */
function fullGroup(name: Value, data: Value): Dict {
  if (!(data instanceof Map)) return new Map([["hosts", data]]);
  if (["hosts", "vars", "children"].some((key) => data.has(key))) return data;
  return new Map<Value, Value>([["hosts", [name]], ["vars", data]]);
}

function readGroup(name: Value, data: Value, groups: Groups, hosts: Set<string>): void {
  const group = groups.addGroup(name);
  const full = fullGroup(name, data);
  const named = full.get("hosts");
  const variables = full.get("vars");
  const children = full.get("children");
  if (named !== undefined && !Array.isArray(named)) {
    throw new InputError(`The hosts of the group "${group}" must be a list: ${SHAPE}`);
  }
  for (const host of named ?? []) {
    groups.addHost(host, group);
    hosts.add(String(host));
  }
  if (variables !== undefined && !(variables instanceof Map)) {
    throw new InputError(`The variables of the group "${group}" must be a mapping: ${SHAPE}`);
  }
  for (const [variable, value] of variables ?? []) groups.setVariable(group, variable, value);
  if (children === undefined) return;
  if (!Array.isArray(children) && !(children instanceof Map)) {
    throw new InputError(`The children of the group "${group}" must be a list: ${SHAPE}`);
  }
  for (const child of children instanceof Map ? children.keys() : children) {
    groups.addChild(group, groups.addGroup(child));
  }
}
