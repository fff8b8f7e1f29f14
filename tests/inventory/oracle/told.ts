// What is said of an inventory, by Ansible or by our reader, in one form.
import { Float, type Value } from "../../../src/model/value.ts";
import type { Inventory } from "../../../src/ports/inventory.ts";
import { parseJson } from "../../../src/templates/json_reader.ts";
import { jsonKey } from "../../../src/templates/value.ts";

/** What `ansible-inventory --list` prints: groups as they are drawn, and each host's variables. Types of numbers are kept. */
export interface Listed {
  /** Hosts right in each group, and the groups right below it. Empty groups are left out. */
  groups: Record<string, { hosts: string[]; children: string[] }>;
  variables: Record<string, Plain>;
}

/** The rest of what Ansible knows. */
export interface Told extends Listed {
  hosts: string[];
  /** Names of groups in their order, with the hosts in them and below. */
  members: [string, string[]][];
  names: Record<string, string[]>;
  /** Below the case's folder; a comma list has none. */
  files: Record<string, string | null>;
  /** The variables of the implicit localhost, or of the localhost that is there. */
  here: Plain;
}

/** JSON in which `1.0` is `{ float: "1" }`. */
export type Plain = null | boolean | string | number | Plain[] | { [key: string]: Plain };

/** Reads what `ansible-inventory --list` printed. */
export function listedOf(printed: string): Listed {
  const { _meta, ...groups } = plain(parseJson(printed)) as Record<string, Record<string, Plain>>;
  return {
    groups: Object.fromEntries(
      Object.entries(groups).map(([name, { hosts = [], children = [] }]) => [
        name,
        { hosts: hosts as string[], children: children as string[] },
      ]),
    ),
    variables: _meta!.hostvars as Record<string, Plain>,
  };
}

/** What our reader says. `root` is the case's folder. */
export function toldBy(inventory: Inventory, root: string): Told {
  const shown = inventory.hosts.map((host) => [host, plain(inventory.variables(host))] as const);
  const groups = [...inventory.members].map(([name, hosts]) => {
    const children = [...inventory.children.get(name)!];
    return [name, { hosts: name === "all" ? [] : [...hosts], children }] as const;
  });
  return {
    groups: Object.fromEntries(groups.filter(([, { hosts, children }]) => hosts.length + children.length > 0)),
    variables: Object.fromEntries(shown.filter(([, variables]) => Object.keys(variables as object).length > 0)),
    hosts: [...inventory.hosts],
    members: [...inventory.groups].map(([name, hosts]) => [name, [...hosts]]),
    names: Object.fromEntries(inventory.hosts.map((host) => [host, [...inventory.groupsOf(host)]])),
    files: Object.fromEntries(
      inventory.hosts.filter((host) => !inventory.groups.has(host)).map((
        host,
      ) => [host, below(inventory.fileOf(host) ?? null, root)]),
    ),
    here: plain(inventory.variables("localhost")),
  };
}

/** A path below a folder; null for a comma list. */
export function below(path: string | null, root: string): string | null {
  return path?.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
}

/** A value as JSON that keeps what JSON forgets; a text that is no template, as Ansible prints it. */
export function plain(value: Value): Plain {
  if (value instanceof Float) return { float: String(value.value) };
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return { float: String(value) };
  if (Array.isArray(value)) return Array.from(value, plain);
  if (typeof value === "string") return /^\{% raw %\}([^]*)\{% endraw %\}$/.exec(value)?.[1] ?? value;
  if (!(value instanceof Map)) return value;
  const unsafe = value.size === 1 ? value.get("__ansible_unsafe") : undefined;
  if (unsafe !== undefined) return plain(unsafe);
  return Object.fromEntries([...value].map(([key, item]) => [jsonKey(key as string), plain(item)]));
}
