// Options of an INI file, line by line, as Ansible's ini_file reads and writes them: what is not touched stays byte for byte.
import { type Matched, optionMatcher, valueOf } from "./ini_option.ts";

/** What should be in the file, or not. */
export interface IniEdit {
  /** Empty: the lines before the first section. */
  section: string;
  /** Of several sections of that name, the first that has all of these. */
  has: { option: string; values: string[] }[];
  /** Absent: the section itself is meant. */
  option?: string;
  values: string[];
  absent: boolean;
  exclusive: boolean;
  noExtraSpaces: boolean;
  ignoreSpaces: boolean;
  allowNoValue: boolean;
  /** A line that is commented out is taken for the option. */
  inactive: boolean;
}

/** The file afterwards, and Ansible's word for what was done. `changed` may be true where only the last line got its end. */
export interface EditedIni {
  text: string;
  msg: "OK" | "option changed" | "option added" | "section removed" | "section and option added" | "only section added";
  changed: boolean;
}

/** Neither blank nor a comment. */
const TELLING = /^(?![ \t]*(?:[#;][^\n]*)?\n?$)/;

/**
 * Edits a text whose lines end with `\n`. An empty one is taken for one empty line, as in Ansible, so that what is added to a new
 * file stands below it.
 */
export function editIni(text: string, edit: IniEdit): EditedIni {
  const lines = text.split(/(?<=\n)/);
  const open = !(lines.at(-1) ?? "").endsWith("\n");
  if (open) lines[lines.length - 1] += "\n";
  const found = findSection(lines, edit);
  // The head of a section is never taken for an option; before the first section there is none.
  const section = new Section(found === undefined ? [] : lines.slice(found.from, found.to), edit);
  if (found !== undefined) {
    if (edit.absent) section.remove();
    else section.set();
  }
  if (found === undefined && !edit.absent) {
    const added = newSection(edit);
    return { text: lines.join("") + added.lines.join(""), msg: added.msg, changed: true };
  }
  const all = found === undefined ? lines : [...lines.slice(0, found.from), ...section.lines, ...lines.slice(found.to)];
  // A new file that stays empty was not without an end.
  return { text: all.join(""), msg: section.msg, changed: section.changed || (open && text !== "") };
}

function findSection(lines: string[], edit: IniEdit): { from: number; to: number } | undefined {
  const end = (from: number) => {
    const at = lines.findIndex((line, index) => index >= from && line.startsWith("["));
    return at < 0 ? lines.length : at;
  };
  if (edit.section === "") {
    const to = end(0);
    return hasAll(lines.slice(0, to), edit) ? { from: 0, to } : undefined;
  }
  for (const [from, line] of lines.entries()) {
    const to = isHead(line, edit.section) ? end(from + 1) : from;
    if (to > from && hasAll(lines.slice(from, to), edit)) return { from, to };
  }
  return undefined;
}

/** Text may stand after the bracket, and blanks inside of it. */
function isHead(line: string, section: string): boolean {
  const wanted = section.trim();
  const inner = line.startsWith("[") ? line.slice(1).trimStart() : "";
  return line.startsWith("[") && inner.startsWith(wanted) && /^\s*\]/.test(inner.slice(wanted.length));
}

function hasAll(lines: string[], { has }: IniEdit): boolean {
  return has.every(({ option, values }) => {
    const match = optionMatcher(option, true);
    return lines.some((line) => {
      const found = match(line);
      return found !== undefined && (values.length === 0 || values.includes(found.value));
    });
  });
}

function newSection(edit: IniEdit): Pick<EditedIni, "msg"> & { lines: string[] } {
  const { option, allowNoValue } = edit;
  const lines = [`[${edit.section}]\n`];
  const values = [...edit.values];
  for (const condition of edit.has) {
    if (condition.option !== option) {
      const bare = condition.values.length === 0 && allowNoValue;
      lines.push(...condition.values.map((value) => assignment(edit, condition.option, value)));
      if (bare) lines.push(`${condition.option}\n`);
    } else if (!edit.exclusive) values.push(...condition.values.filter((value) => !values.includes(value)));
  }
  const own = option === undefined ? [] : values.map((value) => assignment(edit, option, value));
  if (option !== undefined && own.length === 0 && allowNoValue) own.push(`${option}\n`);
  return { lines: [...lines, ...own], msg: own.length > 0 ? "section and option added" : "only section added" };
}

function assignment({ noExtraSpaces }: IniEdit, option: string, value: string): string {
  return noExtraSpaces ? `${option}=${value}\n` : `${option} = ${value}\n`;
}

/** The lines of one section, its head with them. */
class Section {
  lines: string[];
  msg: EditedIni["msg"] = "OK";
  changed = false;
  readonly #edit: IniEdit;
  /** Lines that are as wanted now. */
  #done = new Set<number>();

  constructor(lines: string[], edit: IniEdit) {
    this.lines = lines;
    this.#edit = edit;
  }

  /** Takes the option's lines away, or those with one of the values, or the section. */
  remove(): void {
    const { option, values, exclusive } = this.#edit;
    if (option === undefined) {
      if (this.lines.length > 0) [this.lines, this.msg, this.changed] = [[], "section removed", true];
      return;
    }
    const match = optionMatcher(option, false);
    const goes = (found: Matched | undefined) => found !== undefined && (exclusive || values.includes(found.value));
    this.#keep((line) => !goes(match(line)));
  }

  /** Makes the option's lines say the values: first those that say one already, then the others; the rest is added. */
  set(): void {
    const { option, exclusive, allowNoValue } = this.#edit;
    if (option === undefined) return;
    const left = [...this.#edit.values];
    const match = optionMatcher(option, this.#edit.inactive);
    const bare = this.#takeOver(option, { left, match });
    if (exclusive && !allowNoValue) {
      for (const [at, line] of this.lines.entries()) {
        if (left.length === 0) break;
        if (!this.#done.has(at) && match(line)) this.#write(at, assignment(this.#edit, option, left.shift() ?? ""));
      }
      this.#keep((line, at) => this.#done.has(at) || this.#isHead(at) || !match(line));
    }
    const added = left.map((value) => assignment(this.#edit, option, value));
    if (left.length === 0 && allowNoValue && !bare) added.push(`${option}\n`);
    if (added.length === 0) return;
    // Below the last line that says anything.
    this.lines.splice(this.lines.findLastIndex((line) => TELLING.test(line)) + 1, 0, ...added);
    [this.msg, this.changed] = ["option added", true];
  }

  /** Lines that say one of the values get their form and are done; true where one without a value is among them. */
  #takeOver(
    option: string,
    { left, match }: { left: string[]; match: (line: string) => Matched | undefined },
  ): boolean {
    const { allowNoValue } = this.#edit;
    let bare = false;
    for (const [at, line] of this.lines.entries()) {
      const found = match(line);
      if (found === undefined) continue;
      if (left.includes(found.value)) {
        left.splice(left.indexOf(found.value), 1);
        const alone = found.value === "" && allowNoValue;
        bare ||= alone;
        this.#write(at, alone ? `${option}\n` : assignment(this.#edit, option, found.value));
      } else if (left.length === 0 && allowNoValue) {
        this.#write(at, `${option}\n`);
        return true;
      }
    }
    return bare;
  }

  #write(at: number, line: string): void {
    const { option = "", ignoreSpaces } = this.#edit;
    const old = this.lines[at] ?? "";
    const now = valueOf(old, option);
    const same = ignoreSpaces && now !== undefined ? now === valueOf(line, option) : old === line;
    this.#done.add(at);
    if (same) return;
    this.lines[at] = line;
    [this.msg, this.changed] = ["option changed", true];
  }

  #keep(stays: (line: string, at: number) => boolean): void {
    const kept = this.lines.filter(stays);
    if (kept.length === this.lines.length) return;
    [this.lines, this.msg, this.changed] = [kept, "option changed", true];
  }

  #isHead(at: number): boolean {
    return at === 0 && this.#edit.section !== "";
  }
}
