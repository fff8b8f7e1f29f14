// The files that a source of an inventory consists of.
import type { Files } from "../ports/files.ts";

/** Names that Ansible passes by in a folder of sources. */
const IGNORED =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.ini|\.cfg|\.retry)$/;

/** A file itself; of a folder, all files in it and in its folders, by name, except those that are no sources. */
export function filesOf(source: string, files: Files): string[] {
  if (files.kind(source) !== "directory") return [source];
  const paths = files.list(source).filter((name) => !IGNORED.test(name)).map((name) =>
    `${source.replace(/\/$/, "")}/${name}`
  );
  // A link that leads nowhere is passed by.
  return paths.flatMap((path) => files.kind(path) === undefined ? [] : filesOf(path, files));
}

/** Whether a source is a list of hosts (`web1,web2`, `localhost,`) and no path. */
export function isHostList(source: string, files: Files): boolean {
  return source.includes(",") && files.kind(source) === undefined;
}

/** The extension with its dot, as Python's os.path.splitext has it; empty for none. */
export function extensionOf(path: string): string {
  return /[^/.][^/]*?(\.[^/.]*)$/.exec(path)?.[1] ?? "";
}
