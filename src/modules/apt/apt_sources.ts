// Files that say where packages come from (`deb URI SUITE COMPONENT`): their lines read, one added or taken out. All else stays as it is.

/** A file of them. */
export interface SourcesFile {
  path: string;
  text: string;
}

/** One line of a file. */
interface SourceLine {
  /** A source, whether it is used or not. */
  valid: boolean;
  /** No sign in front switches it off. */
  enabled: boolean;
  /** Blanks in it stand for themselves once. */
  source: string;
  comment: string;
}

/** What a line says. */
function readLine(line: string): SourceLine & { shown: string } {
  const text = line.trim();
  const enabled = !text.startsWith("#");
  const rest = enabled ? text : text.slice(1);
  const at = rest.indexOf("#");
  const shown = at > 0 ? rest.slice(0, at) : rest;
  const words = shown.trim().split(/\s+/);
  const valid = words[0] === "deb" || words[0] === "deb-src";
  return {
    valid,
    enabled,
    source: valid ? words.join(" ") : shown.trim(),
    comment: at > 0 ? rest.slice(at + 1).trim() : "",
    shown,
  };
}

/** The source that a task writes, or what it says where it is none. */
export function sourceOf(repo: string): { source: string } | { invalid: string } {
  const { valid, enabled, source, shown } = readLine(repo);
  return valid && enabled ? { source } : { invalid: shown };
}

/** The name that Ansible gives a source's file, without its ending: the URI's letters and digits. */
export function suggestedName(source: string): string {
  const plain = source.replaceAll(/\[[^\]]+\]/g, "").replaceAll(/\w+:\/\//g, "");
  const [uri = ""] = plain.split(/\s+/).filter((part) => part !== "" && part !== "deb" && part !== "deb-src");
  const place = uri.includes("@") ? uri.slice(uri.indexOf("@") + 1) : uri;
  return place.split(/[^a-zA-Z0-9]+/).filter((part) => part !== "").join("_");
}

/** Pure: the files that change so that a source is used: switched on wherever it stands, else added to a file. */
export function withSource(files: readonly SourcesFile[], source: string, path: string): SourcesFile[] {
  const there = files.filter((file) => hasSource(file, source));
  if (there.length > 0) {
    return there.map((file) => ({
      ...file,
      text: edited(file.text, (line) => isSource(line, source) ? on(line) : line),
    }))
      .filter((file) => files.find(({ path: one }) => one === file.path)?.text !== file.text);
  }
  const before = files.find((file) => file.path === path)?.text ?? "";
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  return [{ path, text: `${before}${gap}${source}\n` }];
}

/** Pure: the files that change so that a source is not used; a text without any line means that the file goes. */
export function withoutSource(files: readonly SourcesFile[], source: string): SourcesFile[] {
  const used = (line: string) => isSource(line, source) && readLine(line).enabled;
  return files.filter(({ text }) => textLines(text).some(used))
    .map((file) => ({ ...file, text: edited(file.text, (line) => used(line) ? undefined : line) }));
}

/** Whether a file has a source, switched on or off. */
export function hasSource({ text }: SourcesFile, source: string): boolean {
  return textLines(text).some((line) => isSource(line, source));
}

function isSource(line: string, source: string): boolean {
  const read = readLine(line);
  return read.valid && read.source === source;
}

/** A line as it is when it is switched on. */
function on(line: string): string {
  const { enabled, source, comment } = readLine(line);
  return enabled ? line : comment === "" ? source : `${source} # ${comment}`;
}

function textLines(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function edited(text: string, change: (line: string) => string | undefined): string {
  const kept = textLines(text).map(change).filter((line) => line !== undefined);
  return kept.length === 0 ? "" : `${kept.join("\n")}\n`;
}
