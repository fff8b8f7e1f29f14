// The tests there are: what may stand after `is`.
import type { Test } from "./definition.ts";
import { COMPARING } from "./comparing.ts";
import { FILE_TESTS } from "./files.ts";
import { MATCHING } from "./matching.ts";
import { RESULTS } from "./results.ts";
import { KINDS } from "./kinds.ts";
import { URL_TESTS } from "./urls.ts";
import { VERSION } from "./version.ts";

/** Tests by name. */
export const TESTS: ReadonlyMap<string, Test> = new Map(Object.entries({
  ...COMPARING,
  ...MATCHING,
  ...RESULTS,
  ...KINDS,
  ...FILE_TESTS,
  ...URL_TESTS,
  ...VERSION,
}));
