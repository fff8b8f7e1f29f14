// A loop's model, opened as the program opens it.
import assert from "node:assert/strict";
import { modelOf } from "../../src/app/model_at_work.ts";
import { InputError } from "../../src/model/errors.ts";
import type { Reply } from "../../src/model/model_call.ts";
import { promptOf } from "../deciders/models/ground.ts";
import { hasEnded, withFolder, writeProgram } from "../deciders/models/programs.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { modelServer } from "../fakes/model_server.ts";

const { signal } = new AbortController();

/** Asks a model that is opened with this environment. */
async function ask(model: string, env: Record<string, string> = {}): Promise<Reply> {
  const opened = await modelOf({ model, modelPrice: { in: 1, out: 1 } }, memoryFiles({}, env));
  if (opened === null) throw new Error("no model");
  return opened.complete(promptOf("the brief"), signal);
}

Deno.test("modelOf() opens none where a loop has none, and refuses what is no model", async () => {
  assert.equal(await modelOf({}, memoryFiles({})), null);
  await assert.rejects(modelOf({ model: "gpt" }, memoryFiles({})), InputError);
});

Deno.test("modelOf() runs a command where we are, and cuts its line into words", async () => {
  const { text } = await ask(`command:sh -c 'pwd; printf %s "$1"' sh "a b"`);
  assert.equal(text, `${Deno.cwd()}\na b`);
});

Deno.test("modelOf() ends what a command leaves behind", async () => {
  await withFolder(async (folder) => {
    await ask(`command:sh -c 'sleep 1000 & echo $! > ${folder}/pid'`);
    assert.ok(await hasEnded(`${folder}/pid`));
  });
});

Deno.test("modelOf() runs the `claude` of PATH in an empty folder that is gone afterwards", async () => {
  const path = Deno.env.get("PATH") ?? "";
  await withFolder(async (folder) => {
    await writeProgram(`${folder}/claude`, "pwd; ls -A | wc -l; ls -A .. | grep -c CLAUDE.md; true");
    Deno.env.set("PATH", `${folder}:${path}`);
    try {
      const [cwd = "", files] = (await ask("claude-cli")).text.split("\n");
      assert.notEqual(cwd, Deno.cwd());
      assert.equal(files?.trim(), "0");
      await assert.rejects(Deno.stat(cwd), Deno.errors.NotFound);
    } finally {
      Deno.env.set("PATH", path);
    }
  });
});

Deno.test("modelOf() takes key, address and price from the loop and its environment", async () => {
  const server = modelServer(() => ({ reply: { converged: true } }));
  try {
    const { costUsd } = await ask("anthropic:m", { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: server.root });
    assert.equal(costUsd, 0.0011);
    await ask("openai:m", { OPENAI_API_KEY: "k", OPENAI_BASE_URL: server.url });
    assert.deepEqual(server.asked.map(({ protocol }) => protocol), ["anthropic", "openai"]);
  } finally {
    await server.close();
  }
});
