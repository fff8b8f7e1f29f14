// Inventories in INI: sections of hosts, of variables, of groups below a group.
import { InputError, type Place } from "../model/errors.ts";
import { lines, strip } from "../templates/characters.ts";
import { shlex } from "../templates/shlex.ts";
import type { Groups } from "./groups.ts";
import { expandHosts } from "./host_range.ts";
import { placed } from "./placed.ts";
import { literalOrText } from "./python_literal.ts";

/** Reads a text into groups. Throws InputError with line and column. */
export function readIni(text: string, file: string, groups: Groups): void {
  new IniReader(file, groups).read(text);
}

const SECTION = /^\[([^:\]\s]+)(?::([\p{L}\p{N}_]+))?\]\s*(?:#.*)?$/u;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/;

/** A group that was named before its own section came. */
type Pending = { kind: "vars"; place: Place } | { kind: "children"; place: Place; parents: string[] };

class IniReader {
  readonly #file: string;
  readonly #groups: Groups;
  readonly #pending = new Map<string, Pending>();
  #group = "ungrouped";
  #kind = "hosts";
  #line = 0;
  #column = 1;

  constructor(file: string, groups: Groups) {
    this.#file = file;
    this.#groups = groups;
  }

  read(text: string): void {
    for (const raw of lines(text)) {
      this.#line++;
      const line = strip(raw);
      if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
      this.#column = raw.indexOf(line) + 1;
      const foreign = raw.indexOf("\ufffd");
      if (foreign >= 0) throw this.#mistake("This is not UTF-8: save the file as UTF-8", foreign - this.#column + 1);
      const section = SECTION.exec(line);
      if (section !== null) this.#section(section[1]!, section[2] ?? "hosts");
      else if (line.startsWith("[") && line.endsWith("]")) {
        const hint = "a section is [web], [web:vars] or [web:children], without spaces";
        throw this.#mistake(`The section ${line} cannot be read: ${hint}`);
      } else placed(() => this.#place(), () => this.#entry(line));
    }
    for (const [name, pending] of this.#pending) {
      const [where, then] = pending.kind === "vars"
        ? [`The section [${name}:vars] is of`, `write [${name}] with its hosts, too`]
        : [`The section [${pending.parents.at(-1)}:children] names`, `write [${name}] or [${name}:children], too`];
      throw new InputError(`${where} a group "${name}" that is nowhere: ${then}`, pending.place);
    }
  }

  #section(name: string, kind: string): void {
    if (!["hosts", "vars", "children"].includes(kind)) {
      const kinds = `[${name}], [${name}:vars] or [${name}:children]`;
      throw this.#mistake(`A section [${name}:${kind}] has no meaning: write ${kinds}`);
    }
    [this.#group, this.#kind] = [name, kind];
    if (!this.#groups.groups.has(name)) {
      if (kind === "vars" && !this.#pending.has(name)) this.#pending.set(name, { kind, place: this.#place() });
      this.#groups.addGroup(name);
    }
    if (kind === "vars") return;
    const pending = this.#pending.get(name);
    if (pending?.kind === "children") this.#adopt(name, pending);
    else this.#pending.delete(name);
  }

  /** A group is there now: it goes below those that named it, which may have been waited for, too. */
  #adopt(name: string, { parents, place }: Pending & { kind: "children" }): void {
    // Taken out first: groups in a circle would be adopted for ever.
    this.#pending.delete(name);
    for (const parent of parents) {
      placed(() => place, () => this.#groups.addChild(parent, name));
      const above = this.#pending.get(parent);
      if (above?.kind === "children") this.#adopt(parent, above);
    }
  }

  #entry(line: string): void {
    if (this.#kind === "hosts") this.#hosts(line);
    else if (this.#kind === "vars") {
      const sign = line.indexOf("=");
      if (sign < 0) throw this.#mistake(`Expected key=value in [${this.#group}:vars], got: ${line}`);
      const value = literalOrText(strip(line.slice(sign + 1)));
      this.#groups.setVariable(this.#group, strip(line.slice(0, sign)), value);
    } else {
      const child = GROUP_NAME.exec(line)?.[1];
      if (child === undefined) {
        throw this.#mistake(`Expected the name of one group in [${this.#group}:children], got: ${line}`);
      }
      const waiting = this.#pending.get(child);
      if (this.#groups.groups.has(child)) this.#groups.addChild(this.#group, child);
      else if (waiting?.kind === "children") waiting.parents.push(this.#group);
      else this.#pending.set(child, { kind: "children", place: this.#place(), parents: [this.#group] });
    }
  }

  #hosts(line: string): void {
    const words = shlex(line, { comments: true });
    if (!Array.isArray(words)) {
      throw this.#mistake(`This line of a host cannot be read: ${words.error}`, words.at);
    }
    const [{ text: pattern } = { text: "" }, ...rest] = words;
    if (pattern.startsWith("[") && !pattern.includes("]")) {
      throw this.#mistake(`This section is not closed: write "${pattern}]"`);
    }
    if (SECTION.test(pattern) && rest.length > 0) {
      throw this.#mistake(`Behind the section ${pattern} stands more: write it alone, or a comment with "#" behind it`);
    }
    const { hosts, port } = expandHosts(pattern);
    if (pattern.endsWith(":") && port === undefined) {
      throw this.#mistake(
        `The host "${pattern}" ends in ":": write "${pattern.slice(0, -1)}", or a port behind the colon. ` +
          "A file in YAML is named .yml",
      );
    }
    if (hosts.includes("---")) throw this.#mistake('A host cannot be called "---": a file in YAML is named .yml');
    const variables = rest.map(({ text, at }) => {
      const sign = text.indexOf("=");
      if (sign < 0) {
        const hint = 'no spaces around "=", and quotes around a value with spaces';
        throw this.#mistake(`Expected key=value behind the host "${pattern}", got: ${text} (${hint})`, at);
      }
      return [text.slice(0, sign), literalOrText(text.slice(sign + 1))] as const;
    });
    for (const host of hosts) {
      this.#groups.addHost(host, this.#group, port);
      for (const [name, value] of variables) this.#groups.setVariable(host, name, value);
    }
  }

  #place(offset = 0): Place {
    return { file: this.#file, line: this.#line, column: this.#column + offset };
  }

  #mistake(sentence: string, offset = 0): InputError {
    return new InputError(sentence, this.#place(offset));
  }
}
