// Where a relative `src` is found on the controller.
import type { ModuleCall, Parameter } from "../ports/module.ts";
import type { Params } from "./parameters.ts";
import { ProbeFailed } from "./planned.ts";

/** The absolute path of a source on the controller. Throws ProbeFailed with all the places that were looked at. */
export function findSource(src: string, call: Pick<ModuleCall, "files" | "searchPath">): string {
  const path = src.startsWith("~/") ? `${call.files.env("HOME") ?? "~"}${src.slice(1)}` : src;
  const places = path.startsWith("/")
    ? [path]
    : call.searchPath.map((folder) => `${folder.replace(/\/$/, "")}/${path}`);
  const found = places.find((place) => call.files.kind(place.replace(/\/+$/, "") || "/") !== undefined);
  if (found !== undefined) return found;
  throw new ProbeFailed(
    `Could not find or access '${src}' on the controller. Searched in: ${places.join(", ")}. ` +
      "If the file is on the host, write remote_src: true",
  );
}

/** The last part of a path. */
export function basename(path: string): string {
  return path.replace(/\/+$/, "").split("/").at(-1) ?? "";
}

/** The parameter `decrypt` of modules that read the controller's files. */
export const DECRYPT: Parameter = {
  type: "bool",
  description:
    "A source encrypted by ansible-vault is refused, since it cannot be decrypted here; no copies it as it is.",
  default: true,
};

/** A source's bytes. Throws ProbeFailed for one that is encrypted, unless `decrypt` is off. */
export function readSource(path: string, params: Params, call: Pick<ModuleCall, "files">): Uint8Array {
  const content = call.files.read(path);
  const mark = "$ANSIBLE_VAULT;";
  if (params.raw("decrypt") === false || String.fromCharCode(...content.subarray(0, mark.length)) !== mark) {
    return content;
  }
  throw new ProbeFailed(
    `${path} is encrypted by ansible-vault, which cannot be decrypted here: decrypt it, or write decrypt: false`,
  );
}
