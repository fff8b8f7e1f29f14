// The bundle, one file by itself, asks each provider of models: what is packed into it is unpacked when it is needed.
import assert from "node:assert/strict";
import { writeProgram } from "../deciders/models/programs.ts";
import { modelServer } from "../fakes/model_server.ts";
import { Ground } from "./program.ts";

const reply = { converged: true, reasoning: "all is there" };

Deno.test("the bundle asks models of each provider, and reads what they cost", async () => {
  using ground = new Ground();
  const server = modelServer(() => ({ reply }));
  try {
    const cwd = new URL("../../", import.meta.url);
    const bundled = await new Deno.Command(Deno.execPath(), { args: ["task", "bundle"], cwd }).output();
    assert.equal(bundled.code, 0, new TextDecoder().decode(bundled.stderr));
    const bundle = `${ground.folder}/ftl2.js`;
    await Deno.copyFile(new URL("dist/ftl2-enterprise.js", cwd), bundle);
    const result = { type: "result", is_error: false, result: JSON.stringify(reply), total_cost_usd: 0.25 };
    await writeProgram(`${ground.folder}/claude`, `cat > /dev/null\ncat <<'END'\n${JSON.stringify(result)}\nEND`);
    const program = await writeProgram(`${ground.folder}/model`, `cat > /dev/null\necho '${JSON.stringify(reply)}'`);
    const env = {
      ...ground.env,
      PATH: `${ground.folder}:${Deno.env.get("PATH")}`,
      ANTHROPIC_API_KEY: "k",
      ANTHROPIC_BASE_URL: server.root,
    };
    const costs: Record<string, number | null> = {
      "anthropic:claude-sonnet-5-5": 0.003,
      [`openai:m@${server.url}`]: null,
      "claude-cli": 0.25,
      [`command:${program}`]: null,
    };
    for (const [name, cost] of Object.entries(costs)) {
      const args = ["run", "-A", "--no-config", bundle, "--db", ground.db, "run", "all is there", "--model", name];
      const ran = await new Deno.Command(Deno.execPath(), { args, cwd: ground.folder, env, stdin: "null" }).output();
      assert.equal(ran.code, 0, new TextDecoder().decode(ran.stderr));
      const [call] = ground.query("select status, cost_usd from model_calls order by id desc limit 1");
      assert.deepEqual({ ...call }, { status: "answered", cost_usd: cost }, name);
    }
    assert.deepEqual(server.asked.map(({ protocol }) => protocol), ["anthropic", "openai"]);
  } finally {
    await server.close();
  }
});
