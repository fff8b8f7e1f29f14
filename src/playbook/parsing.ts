// What every part of the parser is handed.
import type { Modules } from "../ports/module.ts";
import type { Complaints } from "./complaints.ts";
import type { Document } from "./document.ts";

/** The file, the modules there are, and where mistakes are collected. */
export interface Parsing {
  document: Document;
  modules: Modules;
  complaints: Complaints;
}
