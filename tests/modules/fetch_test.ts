import assert from "node:assert/strict";
import type { ModuleResult, Plan } from "../../src/model/plan.ts";
import { fetchModule } from "../../src/modules/fetch.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { Stage } from "./stage.ts";

const fetch = fetchModule();

/** A look, something that happens then, and the deed. */
async function interrupted(stage: Stage, params: JsonObject, between: () => Promise<unknown>): Promise<ModuleResult> {
  const call = stage.call(params);
  const plan = await fetch.look(call);
  assert.equal(plan.kind, "change");
  await between();
  const receipt = { loop: "between", action: 1, token: 1 };
  return await fetch.apply(plan as Plan & { kind: "change" }, { ...call, receipt });
}

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`fetch brings bytes of any kind, and then finds nothing to do (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    const bytes = new Uint8Array(20_000_003).map((_, at) => (at * 31 + (at >> 9)) & 0xff);
    await stage.write("it's big", bytes);
    const params = { src: stage.path("it's big"), dest: stage.path("got/"), flat: true };
    const predicted = await stage.check(fetch, params);
    assert.deepEqual(stage.names(), ["it's big"], "a look changes nothing");
    const { result } = await stage.run(fetch, params);
    assert.deepEqual(result, predicted.result);
    assert.equal(result.changed, true);
    assert.ok((await Deno.readFile(stage.path("got/it's big"))).every((byte, at) => byte === bytes[at]));
    assert.deepEqual(stage.names("got"), ["it's big"]);
    assert.equal((await stage.run(fetch, params)).plan.kind, "same");
  });
}

Deno.test("fetch names folders after the host and its path", async () => {
  await using stage = await Stage.open();
  const { result } = await stage.run(fetch, { src: "/etc/passwd", dest: "logs" }, { inventory_hostname: "web1" });
  assert.equal(result.dest, stage.path("logs/web1/etc/passwd"));
  assert.deepEqual(stage.names("logs/web1/etc"), ["passwd"]);
});

Deno.test("fetch does not leave its folder, whatever the path", async () => {
  await using stage = await Stage.open();
  await stage.write("secret", "x");
  const { result } = await stage.run(fetch, { src: `../../..${stage.path("secret")}`, dest: "logs" });
  assert.match(String(result.msg), /^Detected directory traversal, expected to be contained in '.*logs' but got /);
  assert.deepEqual(stage.names(), ["secret"]);
});

Deno.test("fetch keeps the mode of the file that it replaces, and writes through a link", async () => {
  await using stage = await Stage.open();
  await stage.write("source/s", "new");
  await stage.write("old", "old", 0o640);
  await Deno.symlink("old", stage.path("link"));
  await stage.run(fetch, { src: stage.path("source/s"), dest: stage.path("link"), flat: true });
  assert.equal(await stage.read("old"), "new");
  assert.equal(await stage.mode("old"), "0640");
  assert.equal(await Deno.readLink(stage.path("link")), "old");
});

Deno.test("fetch does not write what is no longer what it saw, unless it is told not to check", async () => {
  await using stage = await Stage.open();
  await stage.write("s", "seen");
  await stage.write("d", "old");
  const params = { src: stage.path("s"), dest: stage.path("d"), flat: true };
  const refused = await interrupted(stage, params, () => stage.write("s", "changed since"));
  assert.deepEqual([refused.failed, refused.changed, refused.msg], [true, false, "checksum mismatch"]);
  assert.equal(await stage.read("d"), "old");
  await stage.write("s", "seen");
  const taken = await interrupted(
    stage,
    { ...params, validate_checksum: false },
    () => stage.write("s", "changed since"),
  );
  assert.equal(taken.changed, true, JSON.stringify(taken));
  assert.equal(await stage.read("d"), "changed since");
  assert.equal(taken.checksum, (await stage.run(fetch, params)).result.checksum);
});

Deno.test("fetch fails for a file that went away after the look", async () => {
  await using stage = await Stage.open();
  await stage.write("s", "seen");
  const params = { src: stage.path("s"), dest: stage.path("d"), flat: true };
  const { failed, msg } = await interrupted(stage, params, () => Deno.remove(stage.path("s")));
  assert.equal(failed, true);
  assert.match(String(msg), /No such file/);
  assert.deepEqual(stage.names(), []);
});

Deno.test("fetch leaves the old file where its bytes stop coming", async () => {
  await using stage = await Stage.open();
  await stage.write("s", "0123456789");
  await stage.write("d", "old");
  const plan = await stage.check(fetch, { src: stage.path("s"), dest: stage.path("d"), flat: true });
  assert.ok(plan.kind === "change");
  const { rc, stderr } = await stage.shell.run(plan.commands[0]!.argv, { stdin: "01234" });
  assert.equal(rc, 1);
  assert.match(stderr, /file cut short/);
  assert.equal(await stage.read("d"), "old");
  assert.deepEqual(stage.names(), ["d", "s"]);
});
