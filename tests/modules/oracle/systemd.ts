// Every fourth scenario of systemd; all of them are in the long suite.
import type { Suite } from "./scenario.ts";
import { suite as all } from "./long/systemd.ts";

/** The suite. */
export const suite: Suite = { ...all, atLeast: 12, scenarios: all.scenarios.filter((_each, at) => at % 4 === 0) };
