// The column `sources` of a loop: the files that a run was read from.
import { fromColumn } from "./json_column.ts";

/** Paths with the SHA-256 of what was in them; permission bits where they were known. */
export interface SourcesColumn {
  run: number;
  files: Record<string, string>;
  modes: Record<string, number>;
}

/** Of whatever run they are; null where none is on record. */
export function sourcesOf(column: string | null): SourcesColumn | null {
  return fromColumn<SourcesColumn>(column);
}

/** Those of this run; null where the column has those of an earlier one, or none: a run reads anew. */
export function sourcesOfRun(column: string | null, run: number): SourcesColumn | null {
  const sources = sourcesOf(column);
  return sources?.run === run ? sources : null;
}
