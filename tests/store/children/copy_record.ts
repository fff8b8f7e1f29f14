// Opens a database, makes a copy of it at a path, and prints what came of it as JSON.
import { dirname } from "node:path";
import { openStore } from "../../../src/store/open_store.ts";
import { StillClock } from "../scratch.ts";
import { print } from "./print.ts";

const [path = "", target = "", busyTimeoutMs = "1000"] = Deno.args;
try {
  const options = { create: false, clock: new StillClock(), busyTimeoutMs: Number(busyTimeoutMs) };
  await using store = await openStore(path, options);
  print({ ok: true, ...await store.upkeep.backup(target) });
} catch (error) {
  const { name, message, hint } = error as Error & { hint?: string };
  print({ ok: false, name, message, hint, left: [...Deno.readDirSync(dirname(target))].map((each) => each.name) });
}
