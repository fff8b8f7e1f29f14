// One of several workers that send what is due, until nothing is; prints how much it sent as JSON.
import { openStore } from "../../../src/store/open_store.ts";
import { messenger } from "../../../src/transports/messenger.ts";
import { deliver } from "../../../src/worker/deliver.ts";
import { wait } from "../../../src/worker/wait.ts";
import { print } from "./print.ts";

const [path = ""] = Deno.args;
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
await using store = await openStore(path, { create: false, clock });
const over = new AbortController();
let sent = 0;
const outbox = {
  ...store.outbox,
  due: async (fetching: Parameters<typeof store.outbox.due>[0]) => {
    const due = await store.outbox.due(fetching);
    sent += due.length;
    if (due.length === 0 && (fetching.except ?? []).length === 0) over.abort();
    return due;
  },
};
await deliver({ outbox, messenger: messenger(), clock, wait }, {}, over.signal);
print(sent);
