// The lines of a table of file systems (fstab), as Ansible's mount reads and writes them.

/** One file system: six fields. */
export interface FileSystem {
  src: string;
  name: string;
  fstype: string;
  opts: string;
  dump: string;
  passno: string;
}

/** The table afterwards. */
export interface EditedTable {
  text: string;
  changed: boolean;
}

/** Makes the line of a mount point (of a swap: of its device) say what it should, or adds one. Lines end with `\n`. */
export function setFileSystem(text: string, wanted: FileSystem): EditedTable {
  const escaped = Object.values(wanted).map(escape);
  const want = Object.fromEntries(Object.keys(wanted).map((key, at) => [key, escaped[at] ?? ""]));
  const line = `${["src", "name", "fstype", "opts", "dump", "passno"].map((key) => want[key]).join(" ")}\n`;
  let there = false;
  let changed = false;
  const lines = linesOf(text).map((old) => {
    const entry = entryOf(old);
    if (entry === undefined || !isOf(entry, wanted)) return old.endsWith("\n") ? old : `${old}\n`;
    there = true;
    const same = entry.fields.length === 6 &&
      ["src", "fstype", "opts", "dump", "passno"].every((key) => entry.named[key] === want[key]);
    changed ||= !same;
    return changed ? line : old.endsWith("\n") ? old : `${old}\n`;
  });
  return there ? { text: lines.join(""), changed } : { text: lines.join("") + line, changed: true };
}

/** Takes the lines of a mount point (of a swap: of its device) away. */
export function removeFileSystem(text: string, gone: { name: string; src?: string }): EditedTable {
  const lines = linesOf(text);
  const kept = lines.filter((line) => {
    const entry = entryOf(line);
    return entry === undefined || !isOf(entry, gone);
  });
  return { text: kept.join(""), changed: kept.length < lines.length };
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

interface Entry {
  fields: string[];
  named: Record<string, string>;
}

/** Blank lines, comments and what has too few or too many fields are left alone. */
function entryOf(line: string): Entry | undefined {
  const fields = line.replace(/(^|[ \t])#.*/s, "").split(/[ \t\n\r\v\f]+/).filter((field) => field !== "");
  if (fields.length < 4 || fields.length > 6) return undefined;
  const [src = "", name = "", fstype = "", opts = "", dump = "", passno = ""] = fields;
  return { fields, named: { src, name, fstype, opts, dump, passno } };
}

function isOf({ named }: Entry, { name, src }: { name: string; src?: string }): boolean {
  if (named.name !== escape(name)) return false;
  return !(src !== undefined && named.name === "none" && named.fstype === "swap" && named.src !== escape(src));
}

/** Blanks would end a field. */
function escape(field: string): string {
  return field.replaceAll("\\", "\\134").replaceAll(" ", "\\040").replaceAll("\t", "\\011").replaceAll("&", "\\046");
}
