// Inventories made up from a number: sections, ranges, values and slips in INI; groups within groups in YAML.
import type { InventoryCase } from "./case.ts";

/** The same for the same number, on every machine. */
export function randomInventory(seed: number): InventoryCase {
  const chance = new Chance(seed);
  const files: Record<string, string> = seed % 3 === 2
    ? { "hosts.yml": JSON.stringify(yamlGroups(chance, 0)) }
    : { hosts: iniText(chance) };
  const sources = Object.keys(files);
  for (const kind of ["group_vars", "host_vars"]) {
    for (const name of kind === "group_vars" ? [...GROUPS, "all"] : HOSTS) {
      if (chance.below(6) === 0) files[`${kind}/${name}.yml`] = `${chance.pick(NAMES)}: ${chance.pick(YAML_VALUES)}\n`;
      if (chance.below(12) === 0) {
        files[`play/${kind}/${name}`] = `${chance.pick(NAMES)}: ${chance.pick(YAML_VALUES)}\n`;
      }
    }
  }
  return { name: `random ${seed}`, sources, files, folder: "play", anyOrder: true };
}

const GROUPS = ["a", "b", "c", "d", "e", "ungrouped"];
/** `ungrouped` is nobody's child or parent here: of a host that is in it and in the other one, too, Ansible forgets a group. */
const NAMED = ["a", "b", "c", "d", "e"];
const HOSTS = ["h1", "h2", "h3", "x1", "db-a"];
const NAMES = ["v", "w", "x", "ansible_port", "y"];
const PATTERNS = [
  ...HOSTS,
  ...["h[1:3]", "x[0:1]", "db-[a:b]", "h1:22", "[h2]:23", "h[01:02]", "h[1:3:2]", "h[3:1]", "a", "::1", "10.0.0.1:5"],
];
const BAD_PATTERNS = ["h[1", "h[a:3]", "h[01:2]", "h[:]", "h[c:a]", "h:", "[h1]", "h[1:2:3:4]", '"open'];
const VALUES = [
  ...[
    "1",
    "01",
    "1.0",
    "-1",
    "True",
    "true",
    "None",
    "text",
    "'5'",
    '"5"',
    "[1,2]",
    "{'a':1}",
    "a#b",
    "1e3",
    "0x1f",
    "''",
  ],
  ...["(1,)", "'a", "a=b", "{{v}}", "5#x", "é", "\\\\"],
];
const YAML_VALUES = ["1", "two", "3.0", "[4]", "{f: 5}", "yes", "~", "'7'", "08", "!unsafe 9"];

/** Numbers that look random: a linear congruence. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761 + 12345) % 4294967296;
  }

  below(end: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor(this.#state / 4294967296 * end);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

function iniText(chance: Chance): string {
  const lines: string[] = [];
  const slips = chance.below(3) === 0;
  const slip = () => slips && chance.below(15) === 0;
  const hosts = (count: number) => {
    for (let n = 0; n < count; n++) {
      const values = Array.from({ length: chance.below(3) }, () => `${chance.pick(NAMES)}=${chance.pick(VALUES)}`);
      lines.push(
        [chance.pick(slip() ? BAD_PATTERNS : PATTERNS), ...values].join(" ") + (chance.below(8) ? "" : " # c"),
      );
    }
  };
  hosts(chance.below(3));
  for (let n = chance.below(9) + 1; n > 0; n--) {
    const group = chance.pick(chance.below(12) === 0 ? ["all"] : GROUPS);
    const kind = chance.below(6);
    if (slip()) lines.push(chance.pick(["[open", "[a b]", "[a:odd]", "loose=", "[a]]"]));
    if (kind < 3) {
      lines.push(`[${group}]`);
      hosts(chance.below(4));
    } else if (kind === 3) {
      const parent = group === "ungrouped" ? "a" : group;
      lines.push(`[${parent}:children]`);
      for (let m = chance.below(3); m > 0; m--) lines.push(chance.pick(below(chance, parent)));
    } else {
      lines.push(`[${group}:vars]`);
      for (let m = chance.below(3); m > 0; m--) {
        lines.push(`${chance.pick(NAMES)}${chance.pick(["=", " = "])}${chance.pick(VALUES)}`);
      }
      if (chance.below(5) === 0) lines.push(`ansible_group_priority=${chance.below(20)}`);
      if (slip()) lines.push("no value");
    }
  }
  // What is named as a child must be somewhere.
  if (!slip()) lines.push(...NAMED.map((name) => `[${name}]`));
  return lines.map((line) => `${line}\n`).join("");
}

/** Mostly groups that make no circle. */
function below(chance: Chance, group: string): readonly string[] {
  const later = NAMED.filter((name) => name > group || group === "all");
  return later.length === 0 || chance.below(30) === 0 ? NAMED : later;
}

function yamlGroups(chance: Chance, depth: number, above = "all"): Record<string, unknown> {
  const groups: Record<string, unknown> = {};
  for (let n = chance.below(4) + (depth === 0 ? 1 : 0); n > 0; n--) {
    const name = chance.pick(depth === 0 ? [...GROUPS, "all"] : below(chance, above));
    const group: Record<string, unknown> = {};
    for (const section of ["vars", "hosts", "children"].sort(() => chance.below(3) - 1)) {
      if (chance.below(2) === 0 || (section === "children" && name === "ungrouped")) continue;
      if (chance.below(60) === 0) group[section] = chance.pick([null, "text", ["list"], 5]);
      else if (section === "children") group.children = depth < 4 ? yamlGroups(chance, depth + 1, name) : {};
      else if (section === "vars") group.vars = values(chance);
      else {
        group.hosts = Object.fromEntries(
          Array.from({ length: chance.below(3) + 1 }, () => [
            chance.pick(chance.below(40) === 0 ? BAD_PATTERNS : PATTERNS),
            chance.pick([null, values(chance)]),
          ]),
        );
      }
    }
    groups[name] = chance.below(10) === 0 ? null : group;
  }
  return groups;
}

function values(chance: Chance): Record<string, unknown> {
  const some = [1, 1.5, "text", null, true, [1], { k: 2 }, "{{ v }}"];
  return Object.fromEntries(Array.from({ length: chance.below(3) }, () => [chance.pick(NAMES), chance.pick(some)]));
}
