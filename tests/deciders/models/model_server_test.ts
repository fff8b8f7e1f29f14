// The model that stands in: what tests of the whole program rely on.
import assert from "node:assert/strict";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import { refusal } from "../../contracts/language_model.ts";
import { type Asked, listed } from "../../fakes/model_script.ts";
import { promptOf, terms } from "./ground.ts";
import { withFolder } from "./programs.ts";

const { signal } = new AbortController();

Deno.test("listed() answers with the first entry that fits and is not used up", async () => {
  const script = listed([{ if: "nginx", times: 2, reply: 1 }, { if: "^a", reply: 2 }, { if: "nginx", reply: 3 }]);
  const asked = { n: 1, protocol: "openai", model: "m", system: "", headers: {} } as const;
  const replies = [];
  for (const brief of ["nginx", "a nginx", "a nginx", "nginx", "other"]) {
    replies.push((await script({ ...asked, brief })).reply ?? "none");
  }
  assert.deepEqual(replies, [1, 1, 2, 3, "none"]);
});

Deno.test("model_server_main.ts says where it is, logs each request, and reads its script again", async () => {
  await withFolder(async (folder) => {
    const [file, log] = [`${folder}/script.json`, `${folder}/log`];
    await Deno.writeTextFile(file, JSON.stringify([{ reply: { converged: false } }]));
    const path = new URL("../../fakes/model_server_main.ts", import.meta.url).pathname;
    const args = ["run", "-A", "--no-check", path, file, "--log", log];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
    try {
      const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const url = (await lines.read()).value?.trim() ?? "";
      await lines.cancel();
      const model = await openModel(`openai:m@${url}`, terms());
      assert.equal((await model!.complete(promptOf("one"), signal)).text, '{"converged":false}');
      await Deno.writeTextFile(file, JSON.stringify([{ if: "two", reply: "changed" }]));
      assert.equal((await model!.complete(promptOf("two"), signal)).text, "changed");
      assert.match((await refusal(model!.complete(promptOf("three"), signal))).message, /no entry of the script fits/);
      const asked = (await Deno.readTextFile(log)).trim().split("\n").map((line) => JSON.parse(line) as Asked);
      assert.deepEqual(asked.map(({ n, brief }) => [n, brief]), [[1, "one"], [2, "two"], [3, "three"]]);
    } finally {
      child.kill("SIGTERM");
      await child.status;
    }
  });
});
