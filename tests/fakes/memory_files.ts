// The controller's files as a test writes them down.
import { InputError } from "../../src/model/errors.ts";
import type { Files } from "../../src/ports/files.ts";

/** Files by absolute path; folders are where files lie. */
export function memoryFiles(texts: Record<string, string>, env: Record<string, string> = {}): Files {
  const read = (path: string): string => {
    const text = texts[path];
    if (text === undefined) throw new InputError(`Cannot read ${path}: it does not exist`, { file: path });
    return text;
  };
  return {
    read: (path) => new TextEncoder().encode(read(path)),
    readText: read,
    kind: (path) =>
      texts[path] !== undefined
        ? "file"
        : Object.keys(texts).some((each) => each.startsWith(`${path}/`))
        ? "directory"
        : undefined,
    list: (path) =>
      [
        ...new Set(
          Object.keys(texts).filter((each) => each.startsWith(`${path}/`)).map((each) =>
            each.slice(path.length + 1).split("/")[0]!
          ),
        ),
      ].sort(),
    env: (name) => env[name],
  };
}
