// Every third scenario of apt; all of them are in the long suite.
import { suite as all } from "./long/apt.ts";
import type { Suite } from "./scenario.ts";

/** The suite. */
export const suite: Suite = { ...all, atLeast: 24, scenarios: all.scenarios.filter((_, at) => at % 3 === 0) };
