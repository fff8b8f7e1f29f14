// No command is started that has a secret in its argument list; what the session's own sh reads is in none.
import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import type { RunOptions } from "../../src/ports/shell.ts";
import { localTransport } from "../../src/transports/local.ts";
import { open } from "./sources.ts";

const VALUE = "canary-Zebra-4711";

async function guarded() {
  const secrets = await open(["uri.body=A"], { A: VALUE });
  const folder = await Deno.makeTempDir();
  const shell = await localTransport({ receipts: folder }).open({ way: { host: "here", connection: "local" } });
  return {
    shell: secrets.guard(shell, "some_module"),
    folder,
    async [Symbol.asyncDispose]() {
      await shell[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const refused: [argv: string[], options?: RunOptions][] = [
  [["printf", "%s", VALUE]],
  [["curl", "-H", `Authorization: Basic ${btoa(`u:${VALUE}`)}`]],
  [["sh", "-c", `useradd -p '${VALUE}' x`]],
  [["sh", "-c", `printf x; p='${VALUE}'; useradd -p "$p" x`]],
  [["sh", "-c", `printf '%s' "$(curl ${VALUE})"`]],
  [["sh", "-c", `printf %s x$(curl ${VALUE})`]],
  [["sh", "-c", `if true; then curl ${VALUE}; fi`]],
  [["sh", "-c", `cat <<E\n${VALUE}\nE`]],
  [["sh", "-c", `set -- '${VALUE}'; curl "$1"`]],
  [["sh", "-c", 'curl "$1"', "sh", VALUE]],
  [["sh", "-c", `printf '%s' '${VALUE}'`], { timeoutMs: 1000 }],
  [["sh", "-c", `printf '%s' '${VALUE}'`], { receipt: { loop: "a", action: 1, token: 1 } }],
  [["true"], { cwd: `/tmp/${VALUE}` }],
];

for (const [argv, options] of refused) {
  Deno.test(`guard() refuses ${JSON.stringify(argv)} ${Object.keys(options ?? {})}`, async () => {
    await using ground = await guarded();
    await assert.rejects(ground.shell.run(argv, options), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^some_module would put a secret into the argument list of a program/);
      assert.ok(!error.message.includes(VALUE));
      return true;
    });
    for await (const { name } of Deno.readDir(ground.folder)) assert.fail(name);
  });
}

Deno.test("guard() lets a secret go by standard input, environment, and builtins of the session", async () => {
  await using ground = await guarded();
  const { shell } = ground;
  const receipt = { loop: "a", action: 1, token: 1 };
  const outputs = [
    await shell.run(["cat"], { stdin: VALUE }),
    await shell.run(["sh", "-c", 'printf %s "$T"'], { env: { T: VALUE } }),
    await shell.run(["sh", "-c", `export T='${VALUE}'\nprintf '%s' '${VALUE}' | cat && : ok`]),
    await shell.run(["sh", "-c", `printf %s '${VALUE}'`], { receipt, quick: true }),
  ];
  assert.deepEqual(outputs.map(({ stdout, stderr }) => stdout + stderr), outputs.map(() => VALUE));
});
