import assert from "node:assert/strict";
import { LeaseLost } from "../../src/model/errors.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { HostNote, KeptFacts } from "../../src/ports/host_notes.ts";
import type { Store } from "../../src/store/open_store.ts";
import { hostWrites } from "./host_writes.ts";
import { claimed, Scratch, submission, takenOver } from "./scratch.ts";

const CANARY = "canary-7f3a";

function host(name: string, more: Partial<HostNote> = {}): HostNote {
  return { host: name, groups: ["web"], vars: { http_port: { value: 80, from: "/etc/hosts.ini" } }, ...more };
}

async function began(scratch: Scratch) {
  const store = await scratch.open();
  const lease = await claimed(store);
  return { store, lease, notes: store.hostNotes(lease), journal: store.journal(lease) };
}

async function statuses({ archive }: Store) {
  return (await archive.fleet({})).map(({ host, status }) => `${host} ${status}`);
}

Deno.test("HostNotes.note() puts hosts on record as the inventory has them", async () => {
  await using scratch = new Scratch();
  const { store, notes } = await began(scratch);
  await notes.note([
    host("web1", { address: "192.0.2.1", user: "deploy", port: 2222, groups: ["eu", "web"] }),
    host("db1", { groups: [], vars: {} }),
  ]);
  const blank = {
    loop: 1,
    loopName: "site",
    address: null,
    user: null,
    port: null,
    factsAt: null,
    facts: null,
    status: "unknown",
    lastError: null,
    seenAt: null,
    heardAt: null,
    changedAt: null,
    changedAction: null,
  };
  assert.deepEqual(await store.archive.fleet({}), [
    { ...blank, host: "db1", groups: [], vars: {} },
    {
      ...blank,
      host: "web1",
      groups: ["eu", "web"],
      vars: { http_port: { value: 80, from: "/etc/hosts.ini" } },
      address: "192.0.2.1",
      user: "deploy",
      port: 2222,
    },
  ]);
  const [row] = await store.archive.hosts(1);
  assert.deepEqual([row?.hostname, row?.groups, row?.status], ["web1", ["eu", "web"], "unknown"]);
});

Deno.test("HostNotes.note() writes only what differs, and nothing at all where nothing does", async () => {
  await using scratch = new Scratch();
  const { store, notes } = await began(scratch);
  const all = Array.from({ length: 300 }, (_, n) => host(`web${n}`));
  await notes.note(all);
  const written = hostWrites(scratch);
  await notes.note(all);
  assert.equal(written(), 0);
  await notes.note(all.with(7, host("web7", { port: 22 })));
  assert.equal(written(), 1);
  assert.deepEqual((await store.archive.fleet({ host: "web7" })).map(({ port }) => port), [22]);
});

Deno.test("HostNotes.note() marks hosts that left the inventory as gone, and takes them back", async () => {
  await using scratch = new Scratch();
  const { store, notes } = await began(scratch);
  await notes.note([host("web1"), host("web2")]);
  await notes.note([host("web2")]);
  assert.deepEqual(await statuses(store), ["web1 gone", "web2 unknown"]);
  const written = hostWrites(scratch);
  await notes.note([host("web2")]);
  assert.equal(written(), 0);
  await notes.note([host("web1"), host("web2")]);
  assert.deepEqual(await statuses(store), ["web1 unknown", "web2 unknown"]);
});

Deno.test("HostNotes.note() is of one loop: another one's hosts of the same name stay as they are", async () => {
  await using scratch = new Scratch();
  const { store, notes } = await began(scratch);
  await notes.note([host("web1"), host("web2")]);
  const other = await claimed(store);
  await store.hostNotes(other).note([host("web1", { port: 7 })]);
  assert.deepEqual((await store.archive.fleet({ host: "web1" })).map(({ loop, port }) => [loop, port]), [[1, null], [
    2,
    7,
  ]]);
  assert.deepEqual((await store.archive.fleet({ loop: 1 })).map(({ host }) => host), ["web1", "web2"]);
  assert.deepEqual(await statuses(store), ["web1 unknown", "web1 unknown", "web2 unknown"]);
});

Deno.test("HostNotes keeps no value of a variable or fact that looks like a secret", async () => {
  await using scratch = new Scratch();
  const { store, notes } = await began(scratch);
  const from = "/etc/hosts.yml";
  const vars = {
    ansible_password: { value: CANARY, from },
    db: { value: { name: "app", password: CANARY }, from },
    ansible_ssh_private_key_file: { value: "/home/a/.ssh/id", from },
  };
  await notes.note([host("web1", { vars })]);
  const facts: JsonObject = { ansible_env: { HOME: "/root", API_TOKEN: CANARY }, ansible_system: "Linux" };
  await notes.keepFacts(new Map([["web1", { facts, asked: {}, at: scratch.clock.ms }]]));
  const [shown] = await store.archive.fleet({ host: "web1", facts: true });
  assert.deepEqual(shown?.vars, {
    ansible_password: { value: "(secret)", from },
    db: { value: { name: "app", password: "(secret)" }, from },
    ansible_ssh_private_key_file: { value: "/home/a/.ssh/id", from },
  });
  assert.deepEqual(shown?.facts, { ...facts, ansible_env: { HOME: "/root", API_TOKEN: "(secret)" } });
  // Nobody takes the word that stands for a secret for the secret.
  assert.deepEqual(await notes.facts(["web1"]), new Map());
  const written = hostWrites(scratch);
  await notes.note([host("web1", { vars: { ...vars, ansible_password: { value: `${CANARY}2`, from } } })]);
  assert.equal(written(), 0, "another secret under the same name is nothing to write");
  await store.close();
  for (const name of scratch.names()) {
    const bytes = new TextDecoder("latin1").decode(await Deno.readFile(`${scratch.folder}/${name}`));
    assert.ok(!bytes.includes(CANARY), name);
  }
});

Deno.test("HostNotes.facts() gives what was kept of the hosts that are asked for", async () => {
  await using scratch = new Scratch();
  const { store, lease, notes } = await began(scratch);
  await notes.note([host("web1"), host("web2")]);
  const kept: KeptFacts = {
    facts: { ansible_system: "Linux" },
    asked: { gather_subset: ["!all"] },
    at: scratch.clock.ms,
  };
  // One that no inventory names, as the implicit localhost, too.
  await notes.keepFacts(new Map([["web1", kept], ["localhost", kept], ["web2", { ...kept, facts: {} }]]));
  assert.deepEqual(
    await notes.facts(["web1", "localhost", "nobody"]),
    new Map([["localhost", kept], ["web1", kept]]),
  );
  assert.deepEqual(await notes.facts([]), new Map());
  const again = await takenOver(store, lease);
  assert.deepEqual((await store.hostNotes(again).facts(["web2"])).get("web2")?.facts, {});
  const [row] = await store.archive.fleet({ host: "web1" });
  assert.deepEqual([row?.factsAt, row?.facts], ["2026-11-22T15:45:20.224Z", null]);
  const [whole] = await store.archive.fleet({ host: "web1", facts: true });
  assert.deepEqual(whole?.facts, kept.facts);
  assert.deepEqual((await store.archive.hosts(1))[0]?.facts, kept.facts);
});

Deno.test("HostNotes writes and reads only under the newest lease", async () => {
  await using scratch = new Scratch();
  const { store, lease, notes } = await began(scratch);
  await notes.note([host("web1")]);
  await takenOver(store, lease);
  const facts = new Map([["web1", { facts: {}, asked: {}, at: 0 }]]);
  await assert.rejects(notes.note([host("web2")]), LeaseLost);
  await assert.rejects(notes.keepFacts(facts), LeaseLost);
  await assert.rejects(notes.facts(["web1"]), LeaseLost);
  assert.deepEqual(await statuses(store), ["web1 unknown"]);
});

Deno.test("HostNotes.note() of a thousand hosts lets others write in between", async () => {
  await using scratch = new Scratch();
  const { store, notes } = await began(scratch);
  const noted = notes.note(Array.from({ length: 1000 }, (_, n) => host(`web${n}`)));
  await store.queue.submit(submission);
  const among = (await store.archive.fleet({ loop: 1 })).length;
  await noted;
  assert.ok(among < 1000, `${among} hosts were written first`);
  assert.equal((await store.archive.fleet({ loop: 1 })).length, 1000);
});
