// Loaded before each of the gate's test files: what fast-check tries is the same all day, so that no change is refused for a number's sake, and
// what fails can be done again. Without it, as in the slow suites and in a plain `deno test`, each run tries something else.
import fc from "fast-check";
import { quietSeedOfToday } from "./seed.ts";

fc.configureGlobal({ seed: quietSeedOfToday() });
