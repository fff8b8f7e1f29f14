// Hosts, and one of them: how it is, what every loop knows of it, its facts, what was changed on it.
import assert from "node:assert/strict";
import { PageStage } from "../page_stage.ts";
import { fillRecord } from "./full_record.ts";
import { attribute, read, textOf } from "./reader.ts";

async function filled(): Promise<PageStage> {
  const stage = await PageStage.open();
  fillRecord(stage, (mark) => mark);
  return stage;
}

Deno.test("hostsPage() says what to type where no host is known", async () => {
  await using stage = await PageStage.open();
  assert.match(
    (await read(stage.world, "/hosts")).text,
    /No host is known yet .*ftl2-enterprise run -f FILE -i INVENTORY/,
  );
});

Deno.test("hostsPage() has each host with its state, why it does not answer, and who knows it", async () => {
  await using stage = await filled();
  const [row] = (await read(stage.world, "/hosts")).all("tr", { "data-row": "true" });
  assert.match(textOf(row!), /^host address unreachable unreachable .*group loop .*ago .*ago$/);
});

Deno.test("hostsPage() is narrowed down by words and by state; what is none there says so", async () => {
  await using stage = await filled();
  const hosts = async (query: string) =>
    (await read(stage.world, `/hosts?${query}`)).all("tr", { "data-row": "true" }).length;
  assert.deepEqual(
    [await hosts("q=HOS"), await hosts("q=group"), await hosts("q=other"), await hosts("status=reachable")],
    [1, 1, 0, 0],
  );
  const none = await read(stage.world, "/hosts?q=other");
  assert.match(none.text, /No host is like that/);
  assert.equal(attribute(none.all("input", { type: "search" })[0]!, "value"), "other");
});

Deno.test("hostPage() has state, loops, variables with their files, facts as a tree, changes and open drift", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/hosts/host");
  assert.match(
    page.text,
    /state unreachable entered at address groups group .*last change .*: action last error unreachable/,
  );
  assert.match(page.text, /Loops that know it 1 .*Variables 1 .*variable \["its value"\] its file/);
  assert.match(page.text, /Facts 1 .*fact: 2 values inner: of facts more: 2 entries 0: 1 1: 2/);
  assert.match(page.text, /Open drift .*drift .*before.*after/);
  assert.match(page.text, /Changes .*action module loop iteration 2 changed 4 min ago/);
});

Deno.test("hostPage() tells of machines apart that share a name", async () => {
  await using stage = await filled();
  const db = stage.scratch.raw();
  db.exec(
    `INSERT INTO loops (id, uid, name, status, mode, created_at) VALUES (2, 'u2', 'other', 'waiting', 'single', '')`,
  );
  db.exec(
    `INSERT INTO hosts (loop_id, hostname, ansible_host, status, created_at) VALUES (2, 'host', '10.0.0.2', 'reachable', '')`,
  );
  const page = await read(stage.world, "/hosts/host");
  assert.match(
    page.text,
    /2 machines go by this name .*address .*state .*unreachable .*10\.0\.0\.2 .*state .*reachable/,
  );
});

Deno.test("hostPage() is not there for a name that nobody knows", async () => {
  await using stage = await filled();
  assert.equal((await read(stage.world, "/hosts/nobody")).status, 404);
});
