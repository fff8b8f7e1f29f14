// Files that templates include, import or extend.
import { TemplateError } from "../model/errors.ts";
import { asText, items } from "./coerce.ts";
import { type Controller, fileText } from "./controller.ts";
import type { Operand } from "./operand.ts";
import { parseTemplate } from "./parse_template.ts";
import type { Run } from "./run.ts";
import { baseFolders, normalPath } from "./search_path.ts";
import type { Template } from "./syntax.ts";

/** The template of a name, or of the first of some names that exists; undefined where none does. Throws TemplateError. */
export function findTemplate(run: Run, name: Operand): Template | undefined {
  const controller = run.controller("A file");
  for (const one of names(name)) {
    const path = places(run, one).find((place) => controller.files.kind(place) === "file");
    if (path !== undefined) return readTemplate(run, controller, path, one);
  }
  return undefined;
}

/** As `findTemplate`; throws TemplateError with the places where nothing is. */
export function requireTemplate(run: Run, name: Operand): Template {
  const found = findTemplate(run, name);
  if (found !== undefined) return found;
  const all = names(name);
  const where = all.flatMap((one) => places(run, one)).join(" or ");
  throw new TemplateError(`There is no template ${all.map((one) => `"${one}"`).join(" or ")} at ${where}`);
}

/** Folders where includes are looked for: `templates/` of each folder of the search path, and the folder; then those of the template's own. */
export function includeFolders(controller: Controller | undefined, own: string | undefined): string[] {
  const bases = [...baseFolders(controller?.searchPath ?? []), ...(own === undefined ? [] : [own])];
  return [...new Set(bases.flatMap((folder) => [normalPath(`${folder}/templates`), folder]))];
}

function readTemplate(run: Run, controller: Controller, path: string, name: string): Template {
  const text = fileText(controller, path);
  const source = text.endsWith("\n") ? text.slice(0, text.endsWith("\r\n") ? -2 : -1) : text;
  return parseTemplate(source, { ...run.terms.lex, literalBackslashes: false }, name);
}

// As Jinja's loader: always below the folders, whatever the name begins with.
function places(run: Run, name: string): string[] {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) {
    throw new TemplateError(`Cannot use the template "${name}": write a name below the folders, without ".."`);
  }
  return run.terms.folders.map((folder) => normalPath(`${folder}/${parts.join("/")}`));
}

function names(name: Operand): string[] {
  return (Array.isArray(name) ? items(name) : [name]).map((one) => asText(one, "A template's name"));
}
