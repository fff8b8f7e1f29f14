import assert from "node:assert/strict";
import type { Plan } from "../../src/model/plan.ts";
import { scriptModule } from "../../src/modules/script.ts";
import { Stage } from "./stage.ts";

const script = scriptModule();

/** A folder for temporary files; what scripts left in it. */
async function temporary() {
  const path = await Deno.makeTempDir({ prefix: "scripts-" });
  return {
    path,
    left: () => [...Deno.readDirSync(path)].map(({ name }) => name).filter((name) => name.startsWith("tmp.")),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`script runs in a private folder that is gone afterwards (${words.join(" ")})`, async () => {
    await using folder = await temporary();
    await using stage = await Stage.open(["env", `TMPDIR=${folder.path}`, ...words]);
    await stage.write("source/it's a.sh", `#!/bin/sh\nstat -c %a "\${0%/*}" "$0"; umask; printf '%s|' "$@"; exit 3\n`);
    const { result } = await stage.run(script, { cmd: `"it's a.sh" 'x y' "$((1 + 1))"` });
    const umask = (await stage.shell.run(["sh", "-c", "umask"])).stdout;
    assert.equal(result.stdout, `700\n700\n${umask}x y|2|`);
    assert.deepEqual([result.rc, result.failed, result.changed], [3, true, true]);
    assert.deepEqual(folder.left(), []);
  });
}

Deno.test("script sends more than an argument may hold, whatever bytes", async () => {
  await using stage = await Stage.open();
  const filler = `: ${"x".repeat(80)}\n`.repeat(5000);
  await stage.write("source/big", new TextEncoder().encode(`#!/bin/sh\n${filler}echo end\nexit\n\0\x01`));
  const { result } = await stage.run(script, { cmd: "big" });
  assert.deepEqual([result.stdout, result.rc], ["end\n", 0], String(result.stderr));
});

Deno.test("script does not run what came only in part", async () => {
  await using folder = await temporary();
  await using stage = await Stage.open(["env", `TMPDIR=${folder.path}`, "sh"]);
  await stage.write("source/s.sh", `touch ${stage.path("ran")}\n# rest\n`);
  const plan = await script.look(stage.call({ cmd: "s.sh" }));
  assert.ok(plan.kind === "change");
  const cut = (plan.commands[0]!.stdin as Uint8Array).slice(0, -3);
  const { rc, stderr } = await stage.shell.run(plan.commands[0]!.argv, { stdin: cut });
  assert.equal(rc, 1);
  assert.match(stderr, /script cut short/);
  assert.deepEqual(stage.names(), ["source"]);
  assert.deepEqual(folder.left(), []);
});

Deno.test("script leaves nothing where it is cancelled", async () => {
  await using folder = await temporary();
  await using stage = await Stage.open(["env", `TMPDIR=${folder.path}`, "sh"]);
  const fifo = stage.path("fifo");
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  await stage.write("source/s.sh", `echo started >${fifo}; exec sleep 300\n`);
  const stopping = new AbortController();
  const call = { ...stage.call({ cmd: "s.sh" }), signal: stopping.signal };
  const plan = await script.look(call) as Plan & { kind: "change" };
  const doing = script.apply(plan, { ...call, receipt: { loop: "cancel", action: 1, token: 1 } });
  assert.equal(await Deno.readTextFile(fifo), "started\n");
  stopping.abort();
  const result = await doing;
  assert.deepEqual([result.failed, result.msg], [true, "cancelled"]);
  assert.deepEqual(folder.left(), []);
});

Deno.test("script refuses a vault and a folder", async () => {
  await using stage = await Stage.open();
  await stage.write("source/v", "$ANSIBLE_VAULT;1.1;AES256\n6162\n");
  assert.match(
    String((await stage.run(script, { cmd: "v" })).result.msg),
    /v: This is encrypted by ansible-vault, and no password/,
  );
  assert.match(String((await stage.run(script, { cmd: stage.path("source") })).result.msg), /is a folder/);
  assert.match(String((await stage.run(script, { cmd: "none" })).result.msg), /^Could not find or access 'none'/);
});
