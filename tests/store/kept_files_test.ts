import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { InputError } from "../../src/model/errors.ts";
import type { Files } from "../../src/ports/files.ts";
import { claimed, Scratch, takenOver } from "./scratch.ts";

const pass = { fresh: true, decidedBy: "playbook" as const };
const MIB = 1024 * 1024;

/** A folder of the controller that lives in memory; `reads` are the paths it was asked for. */
class Folder implements Files {
  readonly reads: string[] = [];
  readonly content = new Map<string, Uint8Array>();
  mode: (path: string) => number | undefined = () => 0o640;

  put(path: string, text: string): void {
    this.content.set(path, new TextEncoder().encode(text));
  }

  read(path: string): Uint8Array {
    this.reads.push(path);
    const found = this.content.get(path);
    if (found === undefined) throw new InputError(`${path} does not exist`);
    return found;
  }

  readText(path: string): string {
    return new TextDecoder().decode(this.read(path));
  }

  kind(path: string): "file" | undefined {
    return this.content.has(path) ? "file" : undefined;
  }

  list(): string[] {
    return [...this.content.keys()].sort();
  }

  env(name: string): string | undefined {
    return name === "HOME" ? "/root" : undefined;
  }
}

Deno.test("keptFiles() reads a file once a run, and goes on with it when it changes or vanishes", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/site.yml", "before");
  const files = store.keptFiles(lease, folder);
  assert.equal(files.readText("/site.yml"), "before");
  folder.put("/site.yml", "after");
  assert.equal(files.readText("/site.yml"), "before");
  await store.journal(lease).openIteration(pass);
  assert.equal(files.readText("/site.yml"), "before");
  folder.content.clear();
  folder.mode = () => undefined;
  assert.equal(files.readText("/site.yml"), "before");
  assert.deepEqual([files.kind("/site.yml"), files.mode?.("/site.yml")], ["file", 0o640]);
  assert.deepEqual([files.kind("/other"), files.mode?.("/other"), files.env("HOME"), files.list("/")], [
    undefined,
    undefined,
    "/root",
    [],
  ]);
  assert.deepEqual(folder.reads, ["/site.yml"]);
});

Deno.test("keptFiles() of whoever takes the loop over reads what the run has read", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  const binary = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 256);
  folder.put("/site.yml", "text ".repeat(10_000));
  folder.content.set("/logo.png", binary);
  const first = store.keptFiles(lease, folder);
  first.read("/site.yml");
  first.read("/logo.png");
  await store.journal(lease).openIteration(pass);
  await store.close();

  const again = await scratch.open();
  const files = again.keptFiles(await takenOver(again, lease), new Folder());
  assert.equal(files.readText("/site.yml"), "text ".repeat(10_000));
  assert.deepEqual(files.read("/logo.png"), binary);
  const rows = scratch.raw().prepare("SELECT bytes, encoding, length(content) AS size FROM outputs ORDER BY bytes")
    .all();
  assert.deepEqual(rows.map(({ bytes, encoding }) => [bytes, encoding])[0], [50_000, "gzip"]);
  assert.ok(Number(rows[0]?.size) < 1000, "compressed");
});

Deno.test("keptFiles() keeps what is short as it is, and reads it where an older release compressed it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/site.yml", "text ".repeat(100));
  store.keptFiles(lease, folder).read("/site.yml");
  await store.journal(lease).openIteration(pass);
  await store.close();
  const { encoding, content } = scratch.raw().prepare("SELECT encoding, content FROM outputs").get()!;
  assert.deepEqual([encoding, content], ["plain", new TextEncoder().encode("text ".repeat(100))]);

  scratch.raw().prepare("UPDATE outputs SET encoding = 'gzip', content = ?").run(gzipSync("text ".repeat(100)));
  const again = await scratch.open();
  const files = again.keptFiles(await takenOver(again, lease), new Folder());
  assert.equal(files.readText("/site.yml"), "text ".repeat(100));
});

Deno.test("keptFiles() writes with the next journal write and with close, not before", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/a", "a");
  folder.put("/b", "b");
  const kept = () => JSON.parse(String(scratch.raw().prepare("SELECT sources FROM loops").get()?.sources ?? "{}"));
  const files = store.keptFiles(lease, folder);
  files.read("/a");
  assert.deepEqual(kept(), {});
  await assert.rejects(store.journal(lease).noteActions(99, []));
  assert.deepEqual(kept(), {});
  await store.journal(lease).openIteration(pass);
  assert.deepEqual([kept().run, Object.keys(kept().files)], [1, ["/a"]]);
  files.read("/b");
  await store.close();
  assert.deepEqual(Object.keys(kept().files), ["/a", "/b"]);
  assert.match(kept().files["/a"], /^ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb$/);
});

Deno.test("keptFiles() writes what is left when the loop is given back", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/a", "a");
  store.keptFiles(lease, folder).read("/a");
  await store.queue.release(lease, { kind: "paused", reason: "lunch" });
  const next = (await store.queue.claim(1, { name: "w2", leaseMs: 1000 }, { evenIf: ["paused"] }))!;
  assert.equal(store.keptFiles(next, new Folder()).readText("/a"), "a");
});

Deno.test("keptFiles() of a lease that was taken over leaves nothing behind", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/a", "old");
  store.keptFiles(lease, folder).read("/a");
  await takenOver(store, lease);
  await store.close();
  const row = scratch.raw().prepare("SELECT sources, (SELECT count(*) FROM outputs) AS outputs FROM loops").get();
  assert.deepEqual({ ...row }, { sources: null, outputs: 0 });
});

Deno.test("keptFiles() of the next run reads anew", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/a", "first");
  store.keptFiles(lease, folder).read("/a");
  const nextRun = {
    kind: "next run" as const,
    at: scratch.clock.ms,
    reason: "every 60 s",
    ended: { status: "completed" as const, reason: "" },
  };
  const rested = await store.queue.rest(lease, nextRun);
  folder.put("/a", "second");
  const awake = await store.queue.wake(rested);
  assert.equal(store.keptFiles(awake, folder).readText("/a"), "second");
  await store.queue.release(awake, nextRun);
  folder.put("/a", "third");
  const next = (await store.queue.claimNext({ name: "w2", leaseMs: 1000 }))!;
  assert.equal(store.keptFiles(next, folder).readText("/a"), "third");
  const sources = JSON.parse(String(scratch.raw().prepare("SELECT sources FROM loops").get()?.sources));
  assert.equal(sources.run, 2);
});

Deno.test("keptFiles() goes on with the same run's files after a rest", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/a", "first");
  store.keptFiles(lease, folder).read("/a");
  const rested = await store.queue.rest(lease, { kind: "again", at: scratch.clock.ms, reason: "a moment" });
  folder.put("/a", "second");
  assert.equal(store.keptFiles(await store.queue.wake(rested), folder).readText("/a"), "first");
});

Deno.test("keptFiles() keeps the hash alone above 8 MiB, and notices that such a file changed", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.content.set("/kept", new Uint8Array(8 * MIB));
  folder.content.set("/large", new Uint8Array(8 * MIB + 1));
  const files = store.keptFiles(lease, folder);
  assert.equal(files.read("/kept").length, 8 * MIB);
  assert.equal(files.read("/large").length, 8 * MIB + 1);
  await store.journal(lease).openIteration(pass);
  assert.equal(files.read("/large").length, 8 * MIB + 1);
  assert.deepEqual(scratch.raw().prepare("SELECT bytes FROM outputs").all().map(({ bytes }) => bytes), [8 * MIB]);
  folder.content.set("/large", new Uint8Array(8 * MIB + 1).fill(1));
  folder.content.delete("/kept");
  assert.equal(files.read("/kept").length, 8 * MIB);
  assert.throws(
    () => files.read("/large"),
    (error) =>
      error instanceof InputError && /\/large changed during the run/.test(error.message) &&
      error.place?.file === "/large",
  );
});

Deno.test("keptFiles() passes on that a file is missing, and keeps nothing of it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const folder = new Folder();
  const files = store.keptFiles(await claimed(store), folder);
  assert.throws(() => files.read("/none"), /\/none does not exist/);
  folder.put("/none", "now");
  assert.equal(files.readText("/none"), "now");
});

Deno.test("keptFiles() hands out copies: a reader that writes into one does not change what is kept", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  folder.put("/a", "abc");
  const files = store.keptFiles(lease, folder);
  files.read("/a").fill(0);
  files.read("/a").fill(0);
  assert.equal(files.readText("/a"), "abc");
});

Deno.test("keptFiles() can be read in the middle of a journal write", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const folder = new Folder();
  for (const name of ["/a", "/b"]) folder.put(name, name);
  const files = store.keptFiles(lease, folder);
  files.read("/a");
  await store.journal(lease).openIteration(pass);
  const writing = store.journal(lease).noteActions(1, []);
  assert.equal(files.readText("/a"), "/a");
  await Promise.resolve();
  assert.equal(files.readText("/b"), "/b");
  await writing;
  await store.close();
  assert.deepEqual(
    Object.keys(JSON.parse(String(scratch.raw().prepare("SELECT sources FROM loops").get()?.sources)).files),
    [
      "/a",
      "/b",
    ],
  );
});
