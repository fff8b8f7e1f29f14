// The YAML files that a playbook is made of: each is read and parsed once.
import { InputError, type Place, VaultClosed } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import { type Document, parseYaml } from "../templates/document.ts";
import { normalPath } from "../templates/search_path.ts";
import { demandOpen, unquoted } from "../templates/vaulted_text.ts";
import { vaultedValue } from "../templates/vaulted_value.ts";

/** Reads and keeps documents by their absolute path. */
export class Sources {
  readonly #documents = new Map<string, { text: string; written: string; document: Document }>();

  /** The document in a file. Throws InputError: what is wrong with it, or, for a file that cannot be read, with the place that names it. */
  document(path: string, files: Files, namedAt?: Place): Document {
    const text = textOf(path, files, namedAt);
    const known = this.#documents.get(path);
    if (known?.text === text) return known.document;
    const document = unquoted(path, files, () => parseYaml(demandOpen(text, path), path, { vaulted: vaultedValue }));
    const written = files.vaults?.isVault(path) === true ? new TextDecoder().decode(files.read(path)) : text;
    this.#documents.set(path, { text, written, document });
    return document;
  }

  /** What was read so far, in the order in which it was first read; what is encrypted, as it is. */
  texts(): { path: string; text: string }[] {
    return [...this.#documents].map(([path, { written }]) => ({ path, text: written }));
  }

  /** Whether all files still say what was read of them. */
  unchanged(files: Files): boolean {
    return [...this.#documents].every(([path, { text }]) => {
      try {
        return files.readText(path) === text;
      } catch (error) {
        if (error instanceof InputError) return false;
        throw error;
      }
    });
  }
}

function textOf(path: string, files: Files, namedAt: Place | undefined): string {
  try {
    return files.readText(path);
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof VaultClosed || namedAt === undefined) throw error;
    throw new InputError(error.message, namedAt, { cause: error });
  }
}

/** A file that another one names: as it is, or beside the file that names it, or in the playbook's folder; the first that is there, else the first. */
export function namedFile(name: string, folders: readonly string[], files: Files): string {
  if (name.startsWith("/")) return normalPath(name);
  const candidates = folders.map((folder) => normalPath(`${folder}/${name}`));
  return candidates.find((path) => files.kind(path) === "file") ?? candidates[0]!;
}
