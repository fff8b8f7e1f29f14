// The bundle, one file by itself, works on goals in words: it asks each provider of models, and what is packed into it is unpacked when it is needed.
import assert from "node:assert/strict";
import { writeProgram } from "../deciders/models/programs.ts";
import { modelServer } from "../fakes/model_server.ts";
import { Ground } from "./program.ts";

/** Makes the bundle, and a copy of it that has nothing beside it. Returns the copy's path. */
async function bundleIn(ground: Ground): Promise<string> {
  const cwd = new URL("../../", import.meta.url);
  const bundled = await new Deno.Command(Deno.execPath(), { args: ["task", "bundle"], cwd }).output();
  assert.equal(bundled.code, 0, new TextDecoder().decode(bundled.stderr));
  const bundle = `${ground.folder}/ftl2.js`;
  await Deno.copyFile(new URL("dist/ftl2-enterprise.js", cwd), bundle);
  return bundle;
}

const reply = { converged: true, reasoning: "all is there" };

Deno.test("the bundle asks models of each provider, and reads what they cost", async () => {
  using ground = new Ground();
  const server = modelServer(() => ({ reply }));
  try {
    const bundle = await bundleIn(ground);
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

Deno.test("the bundle keeps to a policy, puts a secret in, learns a rule, and lets it decide once it is approved", async () => {
  using ground = new Ground();
  const act = (module: string, params: object) => ({ reasoning: "not yet", actions: [{ module, params }] });
  const page = `${ground.folder}/page`;
  const replies = [
    act("shell", { cmd: `true; rm -f ${ground.folder}/policy.yml` }),
    act("copy", { dest: `${ground.folder}/key` }),
    reply,
    act("copy", { dest: page, content: "hello\n" }),
  ];
  const server = modelServer(({ n }) => ({ reply: replies[n - 1] ?? reply }));
  try {
    const bundle = await bundleIn(ground);
    ground.write("policy.yml", "rules:\n  - {decision: deny, match: {program: rm}, reason: nothing goes}\n");
    const run = async (...words: string[]) => {
      const args = ["run", "-A", "--no-config", bundle, "--db", ground.db, ...words];
      const how = { args, cwd: ground.folder, env: { ...ground.env, KEY: "canary-4711" }, stdin: "null" } as const;
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), how).output();
      const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      assert.equal(code, 0, text);
      return text;
    };
    const model = ["--model", `openai:m@${server.url}`];
    const told = await run("run", "the key is there", ...model, "--policy", "policy.yml", "-s", "copy.content=KEY");
    assert.match(told, /denied by policy: nothing goes/);
    assert.deepEqual([ground.lines("key"), told.includes("canary")], [["canary-4711"], false]);
    const goal = ["run", "the page is there", "--rules-dir", "rules"];
    await run(...goal, ...model);
    const rules = JSON.parse(await run("rules", "list", "--rules-dir", "rules", "-o", "json"));
    await run("rules", "approve", rules.data.rules[0].name, "--yes", "--rules-dir", "rules");
    await Deno.remove(page);
    await run(...goal, "--model", "none");
    assert.deepEqual([ground.lines("page"), server.asked.length], [["hello"], 5]);
  } finally {
    await server.close();
  }
});
