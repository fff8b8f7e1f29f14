// Inventories in YAML and JSON: groups as mappings of hosts, vars and children.
import { InputError, type Place } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import type { Data } from "./data_text.ts";
import type { Groups } from "./groups.ts";
import { expandHosts } from "./host_range.ts";
import { asked } from "./naming.ts";
import { placed } from "./placed.ts";

/** Reads a file's data into groups. Throws InputError with line and column. */
export function readGroups(data: Data, groups: Groups): void {
  const { value } = data;
  if (value === null || value instanceof Map && value.size === 0) {
    throw new InputError("The file is empty", data.place([]));
  }
  if (!(value instanceof Map)) {
    throw new InputError(
      `An inventory in YAML is a mapping of groups, this is ${
        what(value)
      }: write "all:", below it "hosts:", below that a line for each host`,
      data.place([]),
    );
  }
  const reader = new Reader(data, groups);
  for (const [name, group] of value) reader.group(name, group, [name]);
}

const SECTIONS = ["vars", "children", "hosts"];

class Reader {
  readonly #data: Data;
  readonly #groups: Groups;

  constructor(data: Data, groups: Groups) {
    this.#data = data;
    this.#groups = groups;
  }

  /** One group and what is below it. A value that is no mapping is passed by, as Ansible does. */
  group(name: Value, content: Value, path: readonly Value[]): void {
    if (content !== null && !(content instanceof Map)) {
      this.#warn(path, `Skipping ${String(name)} as this is not a valid group definition: it is ${what(content)}`);
      return;
    }
    const group = placed(() => this.#place(path, "key"), () => this.#groups.addGroup(name));
    if (content === null) return;
    const sections = this.#sections(group, content, path);
    for (const [key, section] of sections) {
      const at = [...path, key];
      if (section === null) continue;
      if (!(section instanceof Map)) {
        this.#warn(
          at,
          `Skipping key (${String(key)}) in group (${group}) as it is not a mapping, it is ${what(section)}`,
        );
      } else if (key === "vars") {
        for (const [variable, value] of section) {
          const set = () => this.#groups.setVariable(group, variable, value);
          placed(() => this.#place([...at, variable]), set);
        }
      } else if (key === "children") this.#children(group, section, at);
      else if (key === "hosts") this.#hosts(group, section, at);
      else {
        const hint = 'only "vars", "children" and "hosts" are valid';
        this.#warn(at, `Skipping unexpected key (${String(key)}) in group (${group}), ${hint}`);
      }
    }
  }

  /** A text stands for a mapping with that one key; anything else that is no mapping is a mistake. */
  #sections(group: string, content: Dict, path: readonly Value[]): Dict {
    return new Map([...content].map(([key, section]): [Value, Value] => {
      if (typeof key !== "string" || !SECTIONS.includes(key)) return [key, section];
      if (typeof section === "string") return [key, new Map([[section, null]])];
      if (section !== null && !(section instanceof Map)) {
        const instead = key === "vars" ? '"name: value", a line each' : 'a line "name:" each, without "-"';
        throw new InputError(
          `"${key}" of the group "${group}" is ${what(section)}, and must be a mapping: write ${instead}`,
          this.#place([...path, key]),
        );
      }
      return [key, section];
    }));
  }

  #children(group: string, section: Dict, at: readonly Value[]): void {
    for (const [child, content] of section) {
      const path = [...at, child];
      this.group(child, content, path);
      placed(() => this.#place(path, "key"), () => this.#groups.addChild(group, String(child)));
    }
  }

  #hosts(group: string, section: Dict, at: readonly Value[]): void {
    for (const [pattern, given] of section) {
      const path = [...at, pattern];
      placed(() => this.#place(path, "key"), () => {
        if (typeof pattern !== "string") throw new InputError(asked("host", pattern));
        const { hosts, port } = expandHosts(pattern);
        if (!isEmpty(given) && !(given instanceof Map)) {
          const instead = `write "${pattern}:" and its variables below it, "name: value" each`;
          throw new InputError(
            `The variables of the host "${pattern}" are a mapping, this is ${what(given)}: ${instead}`,
            this.#place(path),
          );
        }
        for (const host of hosts) {
          this.#groups.addHost(host, group, port);
          if (given instanceof Map) {
            for (const [name, value] of given) this.#groups.setVariable(host, name, value);
          }
        }
      });
    }
  }

  #warn(path: readonly Value[], sentence: string): void {
    const { file, line } = this.#place(path, "key");
    this.#groups.warnings.push(`${file}${line === undefined ? "" : `:${line}`}: ${sentence}`);
  }

  #place(path: readonly Value[], part: "key" | "value" = "value"): Place {
    return this.#data.place(path, part);
  }
}

/** What Python takes for nothing, of what is no mapping. */
function isEmpty(value: Value): boolean {
  return value === null || value === false || value === 0 || value === "" || Array.isArray(value) && value.length === 0;
}

function what(value: Value): string {
  if (Array.isArray(value)) return "a list";
  if (value instanceof Map) return "a mapping";
  if (typeof value === "string") return "a text";
  return typeof value === "boolean" ? "true or false" : value === null ? "nothing" : "a number";
}
