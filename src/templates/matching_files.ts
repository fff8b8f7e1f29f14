// Files by shell patterns.
import type { Files } from "../ports/files.ts";
import { reading } from "./controller.ts";
import { globMatches, isGlob } from "./glob_match.ts";
import { checkItems } from "./limits.ts";

/** Paths of the files (no folders) that an absolute pattern matches, sorted. Throws TemplateError for a folder that cannot be read. */
export function filesMatching(files: Files, pattern: string): string[] {
  let places = [""];
  const parts = pattern.split("/").filter((part) => part !== "");
  for (const part of parts) {
    places = places.flatMap((place) => {
      if (!isGlob(part)) return files.kind(`${place}/${part}`) === undefined ? [] : [`${place}/${part}`];
      if (place !== "" && files.kind(place) !== "directory") return [];
      return reading(() => files.list(place === "" ? "/" : place)).filter((name) => globMatches(part, name))
        .map((name) => `${place}/${name}`);
    });
    checkItems(places.length);
  }
  return places.filter((place) => files.kind(place) === "file");
}
