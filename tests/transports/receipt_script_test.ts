// What settling makes of claims that crashes leave: written here as a crash would leave them.
import assert from "node:assert/strict";
import { ReceiptRefused } from "../../src/model/errors.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

const receipt = { loop: "l", action: 1, token: 1 };
const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();

/** A shell whose folder for loop `l` holds these files. */
async function withFiles(
  files: Record<string, string>,
  check: (shell: Shell, folder: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const folder = `${root}/l`;
  await Deno.mkdir(`${folder}/tokens`, { recursive: true });
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
  {
    await using shell = await localTransport({ receipts: root }).open(enter("localhost"));
    await check(shell, folder);
  }
  await Deno.remove(root, { recursive: true });
}

async function stat(pid: number): Promise<string> {
  const text = await Deno.readTextFile(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19]!;
}

const cases: [string, Record<string, string>, string][] = [
  ["claimed in another boot", { "1.claim": "1 1 another-boot\n" }, "interrupted"],
  ["claimed by a process whose number another has now", { "1.claim": `${Deno.pid} 1 ${boot}\n` }, "interrupted"],
  ["claimed by one who has gone", { "1.claim": `4194303 1 ${boot}\n` }, "interrupted"],
  ["claimed by one who died before his first line", { "1.claim": "" }, "unclaimed"],
  ["ended, then claimed by nobody alive", { "1.claim": `4194303 1 ${boot}\nend 3\n` }, "finished"],
  ["refused after the claim", { "1.claim": `4194303 1 ${boot}\nrefused\n` }, "unclaimed"],
  ["settled before", { "1.claim": "settled\n" }, "unclaimed"],
  ["never claimed, in the boot in which commands ran", { [`boot.${boot}`]: "\n" }, "unclaimed"],
  ["never claimed, though commands ran before a reboot", { "boot.another": "\n" }, "interrupted"],
  [
    "never claimed, commands ran before and after a reboot",
    { "boot.another": "\n", [`boot.${boot}`]: "\n" },
    "unclaimed",
  ],
];

for (const [title, files, expected] of cases) {
  Deno.test(`settle() calls a receipt ${expected} that was ${title}, and goes on doing so`, () =>
    withFiles(files, async (shell) => {
      assert.equal((await shell.settle(receipt)).state, expected);
      assert.equal((await shell.settle(receipt)).state, expected);
      await assert.rejects(shell.run(["true"], { receipt }), ReceiptRefused);
    }));
}

Deno.test("settle() calls a receipt running while its owner lives", () =>
  withFiles({}, async (shell, folder) => {
    await Deno.writeTextFile(`${folder}/1.claim`, `${Deno.pid} ${await stat(Deno.pid)} ${boot}\n`);
    assert.deepEqual(await shell.settle(receipt), { state: "running" });
  }));

Deno.test("settle() adopts the first end, and why the command was ended", () =>
  withFiles({ "1.claim": `1 100 ${boot}\nwhy timeout\nend 143\nend 137\n`, "1.out": "partly" }, async (shell) => {
    const settled = await shell.settle(receipt);
    assert.ok(settled.state === "finished");
    const { rc, timedOut, stdout, stderr } = settled.result;
    assert.deepEqual([rc, timedOut, stdout, stderr], [124, true, "partly", ""]);
    const booted = /btime (\d+)/.exec(await Deno.readTextFile("/proc/stat"))![1];
    assert.equal(Date.parse(settled.result.startedAt), Number(booted) * 1000 + 1000);
  }));

Deno.test("settle() keeps only the highest token", () =>
  withFiles({ "tokens/3": "\n", "tokens/12": "\n" }, async (shell, folder) => {
    await assert.rejects(shell.settle({ ...receipt, token: 11 }), ReceiptRefused);
    await shell.settle({ ...receipt, token: 13 });
    const names = await Array.fromAsync(Deno.readDir(`${folder}/tokens`), ({ name }) => name);
    assert.deepEqual(names, ["13"]);
  }));
