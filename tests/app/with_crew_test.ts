// What a crew leaves behind when its work is done.
import assert from "node:assert/strict";
import { withCrew } from "../../src/app/with_crew.ts";
import { openStore } from "../../src/store/open_store.ts";
import { eventually } from "../sshd/processes.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const never = new AbortController().signal;

// What it leaves behind is closed a moment later, when nobody looks any more.
const unwatched = { sanitizeOps: false, sanitizeResources: false };

Deno.test("withCrew() does not wait for a session that answers no more", unwatched, async () => {
  const folder = await Deno.makeTempDir({ prefix: "crew-" });
  const file = `${folder}/site.yml`;
  // The command tells the session's process id, stops it, and ends.
  const task = `- shell: p=$PPID; while [ "$(ps -o ppid= -p $p | tr -d ' ')" != ${Deno.pid} ]; do ` +
    `p=$(ps -o ppid= -p $p | tr -d ' '); done; kill -STOP $p; echo $p > ${folder}/session`;
  await Deno.writeTextFile(file, `- hosts: localhost\n  gather_facts: false\n  tasks:\n    ${task}\n`);
  const store = await openStore(`${folder}/loops.db`, { create: true, clock });
  const options = { file, once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" } as const;
  await store.queue.submit({ name: "site", mode: "single", desiredState: file, options });
  const owner = { name: "w", leaseMs: 60_000 };
  const lease = (await store.queue.claimNext(owner))!;
  let walk: Promise<unknown> = Promise.resolve();
  let over = false;
  const working = withCrew({ store, events: { emit: () => {} }, clock, owner }, async (crew) => {
    const walking = { held: () => Promise.resolve(), signals: { stop: never, signal: never } };
    walk = crew.walk(lease, walking).catch(() => {});
    while (!isThere(`${folder}/session`)) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  working.then(() => over = true);
  await eventually("it not to wait for the session", () => over);
  const session = Number(await Deno.readTextFile(`${folder}/session`));
  assert.match(await Deno.readTextFile(`/proc/${session}/stat`), /\) T /);
  Deno.kill(session, "SIGKILL");
  await walk;
  await store.close();
  await Deno.remove(folder, { recursive: true });
});

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}
