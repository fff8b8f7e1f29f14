// Where a relative `src` is found on the controller.
import type { ModuleCall } from "../ports/module.ts";
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
