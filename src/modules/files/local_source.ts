// A module's `src` on the controller: where it is found, what is in it.
import { InputError } from "../../model/errors.ts";
import type { ModuleCall, Parameter } from "../../ports/module.ts";
import { closedVault } from "../../templates/vaulted_text.ts";
import { isVaultText } from "../../templates/vault_text.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import type { Source } from "./content_plan.ts";
import { basename, folderPrefix, withoutSlash } from "./path_text.ts";

/** The absolute path of a source on the controller. Throws ProbeFailed with all the places that were looked at. */
export function findSource(src: string, call: Pick<ModuleCall, "files" | "searchPath">): string {
  const path = src.startsWith("~/") ? `${call.files.env("HOME") ?? "~"}${src.slice(1)}` : src;
  const places = path.startsWith("/") ? [path] : call.searchPath.map((folder) => `${folderPrefix(folder)}/${path}`);
  const found = places.find((place) => call.files.kind(withoutSlash(place)) !== undefined);
  if (found !== undefined) return found;
  throw new ProbeFailed(
    `Could not find or access '${src}' on the controller. Searched in: ${places.join(", ")}. ` +
      "If the file is on the host, write remote_src: true",
  );
}

/** The parameter `decrypt` of modules that read the controller's files. */
export const DECRYPT: Parameter = {
  type: "bool",
  description: "A source that ansible-vault encrypted is opened with the run's vault passwords; no takes it as it is.",
  default: true,
};

/** A source's bytes, opened where ansible-vault encrypted them, unless `decrypt` is off. Throws ProbeFailed for one that no password opens. */
export function readSource(path: string, params: Params, { files }: Pick<ModuleCall, "files">): Uint8Array {
  const content = files.read(path);
  if (params.raw("decrypt") === false || !isVaultText(content)) return content;
  try {
    const text = new TextDecoder().decode(content);
    if (files.vaults === undefined) throw closedVault({ file: path });
    return files.vaults.openFile(text, path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new ProbeFailed(`${path}: ${error.message}. To take it as it is, write decrypt: false`);
  }
}

/** A file of the controller as what is to be put at a place of the host, or below it under its own name. */
export function localSource(path: string, content: Uint8Array, { files }: Pick<ModuleCall, "files">): Source {
  const bits = files.mode?.(path);
  return { content, name: basename(path), src: path, ...(bits === undefined ? {} : { sourceBits: bits }) };
}
