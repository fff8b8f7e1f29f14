// What every part of the parser is handed.
import type { Place } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import type { Complaints } from "../templates/complaints.ts";
import type { Document, YamlNode } from "../templates/document.ts";
import type { Inherited, Step } from "./playbook.ts";
import type { Sources } from "./sources.ts";

/** The file, the modules there are, where other files come from, and where mistakes are collected. */
export interface Parsing {
  document: Document;
  modules: Modules;
  files: Files;
  sources: Sources;
  /** The playbook's folder. */
  folder: string;
  /** Files of tasks that are being checked ahead: one that includes itself is not checked again. */
  checking: readonly string[];
  complaints: Complaints;
}

/** What a list of steps, or one of them, stands in. */
export interface Around {
  /** Of the list; each step's own is this and its position. */
  path: string;
  outer: Inherited;
  parsing: Parsing;
  /** Of the step. */
  place: Place;
  /** The list holds handlers, which take `listen`. */
  handlers: boolean;
  /** Parses the lists inside a step. */
  steps(node: YamlNode | null | undefined, what: string, around: Around): Step[];
}
