// Upgrades a database, and dies before the step that is named.
import { upgrade } from "../../../src/store/upgrade.ts";
import { StillClock } from "../scratch.ts";

const [path = "", last = ""] = Deno.args;
await upgrade(path, {
  clock: new StillClock(),
  busyTimeoutMs: 1000,
  step: (name) => name === last && Deno.kill(Deno.pid, "SIGKILL"),
});
