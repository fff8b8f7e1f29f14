// group_vars and host_vars: files of variables beside an inventory or a playbook.
import { InputError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import { unquoted } from "../templates/vaulted_text.ts";
import { readData } from "./data_text.ts";
import type { Written } from "./groups.ts";
import { extensionOf } from "./source_files.ts";

const EXTENSIONS = ["", ".yml", ".yaml", ".json"];

/** Reads them when they are asked for, each file once. */
export class VarsFolders {
  readonly #files: Files;
  readonly #names = new Map<string, ReadonlySet<string>>();
  readonly #found = new Map<string, Written>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** The variables of a group or host in a folder's group_vars or host_vars. Throws InputError for a file that cannot be read. */
  of(folder: string, kind: "group_vars" | "host_vars", name: string): Written {
    const path = `${folder === "/" ? "" : folder}/${kind}/${name}`;
    const known = this.#found.get(path);
    if (known !== undefined) return known;
    const written: Written = new Map();
    // A host may be called like a path, as those of chroots are; then it has no file.
    const paths = name.startsWith("/") ? [] : this.#pathsOf(path.slice(0, -name.length - 1), name);
    for (const file of paths) {
      for (const [variable, value] of this.#read(file)) written.set(variable, { value, from: file });
    }
    this.#found.set(path, written);
    return written;
  }

  /** NAME, or NAME.yml, NAME.yaml, NAME.json: the first that is there; of a folder, all files in it. */
  #pathsOf(folder: string, name: string): string[] {
    const names = this.#namesIn(folder);
    if (names.size === 0) return [];
    for (const extension of EXTENSIONS) {
      const path = `${folder}/${name}${extension}`;
      if (!name.includes("/") && !names.has(name + extension)) continue;
      const kind = this.#files.kind(path);
      if (kind !== undefined) return kind === "file" ? [path] : this.#below(path);
    }
    return [];
  }

  #below(folder: string): string[] {
    return this.#files.list(folder).filter((name) => !name.startsWith(".") && !name.endsWith("~")).flatMap((name) => {
      const path = `${folder}/${name}`;
      const extension = extensionOf(name);
      if (this.#files.kind(path) === "directory") return extension === "" ? this.#below(path) : [];
      return EXTENSIONS.includes(extension) ? [path] : [];
    });
  }

  #namesIn(folder: string): ReadonlySet<string> {
    let names = this.#names.get(folder);
    if (names === undefined) {
      names = new Set(this.#files.kind(folder) === "directory" ? this.#files.list(folder) : []);
      this.#names.set(folder, names);
    }
    return names;
  }

  #read(file: string): Iterable<[Value, Value]> {
    const text = this.#files.readText(file);
    const { value, place } = unquoted(file, this.#files, () => readData(text, file));
    if (value instanceof Map) return value;
    if (value === null || value === "" || Array.isArray(value) && value.length === 0) return [];
    throw new InputError('A file of variables is a mapping: write "name: value", a line each', place([]));
  }
}
