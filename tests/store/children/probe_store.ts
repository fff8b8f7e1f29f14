// Opens a database in a process of its own, does one thing with it, and prints what came of it as JSON.
import { openStore } from "../../../src/store/open_store.ts";
import { StillClock, submission } from "../scratch.ts";
import { print } from "./print.ts";

const [path = "", create = "create", deed = "read"] = Deno.args;
try {
  await using store = await openStore(path, { create: create === "create", clock: new StillClock() });
  if (deed === "write") await store.queue.submit(submission);
  const loops = await store.archive.loops({ all: true });
  print({ ok: true, notices: store.notices, loops: loops.length });
} catch (error) {
  const { name, message, hint } = error as Error & { hint?: string };
  print({ ok: false, name, message, hint });
}
