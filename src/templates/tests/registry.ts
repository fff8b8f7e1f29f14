// The tests there are: what may stand after `is`.
import type { Test } from "./definition.ts";
import { COMPARING } from "./comparing.ts";
import { MATCHING } from "./matching.ts";
import { RESULTS } from "./results.ts";
import { KINDS } from "./kinds.ts";
import { VERSION } from "./version.ts";

/** Tests by name. */
export const TESTS: ReadonlyMap<string, Test> = new Map(Object.entries({
  ...COMPARING,
  ...MATCHING,
  ...RESULTS,
  ...KINDS,
  ...VERSION,
}));
