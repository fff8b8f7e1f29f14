// The controller's files, out of a dictionary or a real folder.
import { InputError } from "../../src/model/errors.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import type { Files } from "../../src/ports/files.ts";

/** Files by absolute path; folders are where files are. */
export function filesOf(content: Record<string, string>, env: Record<string, string> = {}): Files {
  const paths = Object.keys(content);
  const text = (path: string): string => {
    const found = content[path];
    if (found === undefined) throw new InputError(`Cannot read ${path}: it does not exist`);
    return found;
  };
  return {
    read: (path) => new TextEncoder().encode(text(path)),
    readText: text,
    kind: (path) => {
      if (content[path] !== undefined) return "file";
      return path === "/" || paths.some((one) => one.startsWith(`${path}/`)) ? "directory" : undefined;
    },
    list: (path) => {
      const start = path === "/" ? "/" : `${path}/`;
      const names = paths.filter((one) => one.startsWith(start)).map((one) => one.slice(start.length).split("/")[0]!);
      return [...new Set(names)].sort();
    },
    env: (name) => env[name],
  };
}

/** What is on this machine's disk, with another environment. */
export function realFiles(env: Record<string, string> = {}): Files {
  return { ...localFiles(), env: (name) => env[name] };
}
