// A playbook's text becomes plays and tasks, or a list of what is wrong with it, before anything runs. Pure.
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import { Complaints } from "../templates/complaints.ts";
import { gatheringForOthers } from "./gathering.ts";
import { items } from "../templates/document.ts";
import { stepsOf } from "./parse_include.ts";
import { parsePlay } from "./parse_play.ts";
import { parseSteps } from "./parse_steps.ts";
import { varsFolders } from "./parse_vars_files.ts";
import type { Parsing } from "./parsing.ts";
import type { Playbook } from "./playbook.ts";
import { namedFile, Sources } from "./sources.ts";
import { variablesIn } from "./variables_file.ts";

/** What a playbook is parsed with. */
export interface ParseOptions {
  modules: Modules;
  /** Where it and the files that it names are read. */
  files: Files;
}

/**
 * Parses a playbook and what it imports. `file` is its absolute path. Throws InputError with file, line and column of the
 * first mistake and all others below it.
 */
export function parsePlaybook(file: string, { modules, files }: ParseOptions): Playbook {
  const folder = file.slice(0, Math.max(1, file.lastIndexOf("/")));
  const sources = new Sources();
  const complaints = new Complaints();
  const document = sources.document(file, files);
  const parsing: Parsing = { document, modules, files, sources, folder, checking: [], complaints };
  const plays = items(document.root);
  if (plays === undefined || plays.length === 0) {
    throw new InputError(
      'A playbook is a list of plays: begin it with "- hosts: localhost"',
      document.place(document.root),
    );
  }
  const parsed = plays.map((play, index) => parsePlay(play, index, parsing));
  complaints.throwIfAny();
  return {
    file,
    folder,
    plays: gatheringForOthers(parsed.filter((play) => play !== undefined)),
    sources: sources.texts(),
    unchanged: (now) => sources.unchanged(now),
    include({ task, included }, name, options) {
      const own = { ...parsing, files: options.files, complaints: new Complaints() };
      const target = namedFile(name, [included.folder, folder], options.files);
      const outer = { ...included, includeParams: [...included.includeParams, ...options.params] };
      const around = { path: options.path, outer, parsing: own, handlers: false, steps: parseSteps, place: task.place };
      const steps = stepsOf(sources.document(target, options.files, task.place), around);
      own.complaints.throwIfAny();
      return { file: target, steps };
    },
    variables(names, options) {
      for (const name of names) {
        const target = namedFile(name, varsFolders(folder), options.files);
        if (options.files.kind(target) !== "file") continue;
        return variablesIn(sources.document(target, options.files));
      }
      return undefined;
    },
  };
}
