// The files of variables that a play names.
import { type Entry, items, valueOf } from "../templates/document.ts";
import type { Parsing } from "./parsing.ts";
import type { VarsFile } from "./playbook.ts";
import { namedFile } from "./sources.ts";
import { checkTemplates, holdsTemplate } from "../templates/template_places.ts";
import { variablesIn } from "./variables_file.ts";

/** `vars_files`: a name, a list of names, a list in it means the first that is there. What is known by name is read and checked now. */
export function parseVarsFiles(entry: Entry | undefined, parsing: Parsing): VarsFile[] {
  const { document, complaints, files } = parsing;
  if (entry === undefined || entry.value === null) return [];
  checkTemplates(entry.value, parsing);
  const nodes = items(entry.value) ?? [entry.value];
  return nodes.flatMap((node): VarsFile[] => {
    const value = complaints.try(() => valueOf(node, document)) ?? null;
    const names = Array.isArray(value) ? value : [value];
    const place = document.place(node);
    if (!names.every((name) => typeof name === "string")) {
      complaints.add('"vars_files" takes names of files', place);
      return [];
    }
    if (names.some((name) => holdsTemplate(name))) return [{ names, place }];
    const paths = names.map((name) => namedFile(name, varsFolders(parsing.folder), files));
    const there = paths.find((path) => files.kind(path) === "file");
    if (there === undefined) complaints.add(missing(names, varsFolders(parsing.folder)), place);
    else complaints.try(() => variablesIn(parsing.sources.document(there, files, place)));
    return [{ names, place }];
  });
}

function missing(names: string[], folders: string[]): string {
  const where = names.every((name) => name.startsWith("/")) ? "" : ` in ${folders.toReversed().join(" or ")}`;
  return `There is no file ${names.join(" and no file ")}${where}`;
}

/** Where a file of variables is looked for. */
export function varsFolders(folder: string): string[] {
  return [`${folder}/vars`, folder];
}
