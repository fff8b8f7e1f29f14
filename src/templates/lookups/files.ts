// Lookups that read the controller's files and environment.
import { TemplateError } from "../../model/errors.ts";
import { strip } from "../characters.ts";
import { asText, items } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { fileText } from "../controller.ts";
import { filesMatching } from "../matching_files.ts";
import { type Operand, Undefined } from "../operand.ts";
import { candidates, requireFile } from "../search_path.ts";
import { lookup, type Lookups, type Option, type World } from "./definition.ts";

/** File lookups by name. */
export const FILES: Lookups = {
  env: lookup(["default"], (terms, option, world) =>
    terms.map((term) => {
      const [name = ""] = strip(asText(term, "lookup('env'): each term")).split(/\s/);
      const value = world.controller().files.env(name) ?? option("default") ?? "";
      return value instanceof Undefined ? value.fail() : value;
    })),
  file: lookup(["rstrip", "lstrip"], (terms, option, world) =>
    terms.map((term) => {
      const text = contentOf(term, "file", world);
      const right = truthy(option("rstrip") ?? true) ? strip(text, null, "right") : text;
      return truthy(option("lstrip") ?? false) ? strip(right, null, "left") : right;
    })),
  unvault: lookup([], (terms, _, world) => terms.map((term) => contentOf(term, "unvault", world))),
  fileglob: lookup([], (terms, _, world) =>
    terms.flatMap((term) => {
      const pattern = textTerm(term, "fileglob");
      const cut = pattern.lastIndexOf("/") + 1;
      const controller = world.controller();
      const folders = candidates(controller, pattern.slice(0, Math.max(1, cut)).replace(/^[^/~]$/, "."), "files");
      if (cut > 0) {
        const folder = folders.find((place) => controller.files.kind(place) !== undefined);
        return folder === undefined ? [] : filesMatching(controller.files, `${folder}/${pattern.slice(cut)}`);
      }
      for (const folder of folders) {
        const found = filesMatching(controller.files, `${folder}/${pattern}`);
        if (found.length > 0) return found;
      }
      return [];
    })),
  first_found: lookup(["files", "paths", "skip"], (terms, option, world) => {
    const { names, skip } = wanted(terms, option);
    const controller = world.controller();
    for (const name of names) {
      const found = candidates(controller, name, world.subfolder)
        .find((path) => controller.files.kind(path) !== undefined);
      if (found !== undefined) return [found];
    }
    if (skip) return [];
    throw new TemplateError(`No file was found when using first_found: looked for ${names.join(", ") || "nothing"}`);
  }),
};

/** A term that must be one text; a list among the terms is a common slip. */
export function textTerm(term: Operand, name: string): string {
  if (Array.isArray(term)) {
    throw new TemplateError(`lookup('${name}'): each term must be a string, not a list: write *list to give its items`);
  }
  return asText(term, `lookup('${name}'): each term`);
}

function contentOf(term: Operand, name: string, world: World): string {
  const controller = world.controller();
  return fileText(controller, requireFile(controller, textTerm(term, name), "files"));
}

// A dictionary among the terms brings options of its own; the last one's `files` replace what stood before, as in Ansible.
function wanted(terms: Operand[], option: Option): { names: string[]; skip: boolean } {
  let names: string[] = [];
  let skip = false;
  for (const term of terms) {
    if (Array.isArray(term)) {
      const inner = wanted(term, option);
      names = [...names, ...inner.names];
      skip = inner.skip;
      continue;
    }
    const of = (name: string): Operand => (term instanceof Map ? term.get(name) : option(name)) ?? null;
    const files = split(of("files"), /[,;]/);
    const paths = split(of("paths"), /[,:;]/);
    skip = truthy(of("skip"));
    if (paths.length > 0) names = [...names, ...paths.flatMap((path) => files.map((file) => joined(path, file)))];
    else if (files.length > 0) names = files;
    else if (!(term instanceof Map)) names = [...names, asText(term, "lookup('first_found'): each term")];
  }
  return { names, skip };
}

function split(value: Operand, separators: RegExp): string[] {
  if (value === null) return [];
  const all = typeof value === "string" ? [value] : items(value);
  return all.flatMap((one) => asText(one, "lookup('first_found'): each name").split(separators))
    .map((one) => strip(one));
}

function joined(folder: string, name: string): string {
  return name.startsWith("/") || folder === "" ? name : `${folder.replace(/\/$/, "")}/${name}`;
}
