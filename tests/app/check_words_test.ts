import assert from "node:assert/strict";
import { restModules } from "../../src/app/modules_here.ts";
import { checkSubmission } from "../../src/app.ts";
import { onPath } from "../../src/app/model_here.ts";
import { InputError } from "../../src/model/errors.ts";
import type { LoopOptions, Submission } from "../../src/model/loop.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function goal(options: Partial<LoopOptions>): Submission {
  const usual = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
  return { name: "web", mode: "single", desiredState: "all is there", options: { ...usual, ...options } };
}

async function sentence(options: Partial<LoopOptions>): Promise<string> {
  try {
    await checkSubmission(goal(options));
    return "";
  } catch (error) {
    if (error instanceof InputError) return `${error.place?.file ?? ""}: ${error.message}`;
    throw error;
  }
}

const rule = (more: string) =>
  `name: there
${more}
when: "true"
actions:
  - ping: {}
`;

// Who asks for a module that nobody knows has asked the Ansible that is installed here.
Deno.test.afterEach(restModules);

Deno.test("checkSubmission() refuses a goal that neither a model nor an active rule could decide", async () => {
  await inFolder(async (folder) => {
    const rulesDir = `${folder}/rules`;
    const cannot = /A goal in words needs a language model/;
    assert.match(await sentence({}), cannot);
    assert.match(await sentence({ rulesDir }), cannot);
    await Deno.mkdir(rulesDir);
    for (const more of ["status: proposed", "status: disabled", "status: active\ngoal: another one"]) {
      await Deno.writeTextFile(`${rulesDir}/there.yml`, rule(more));
      assert.match(await sentence({ rulesDir }), cannot, more);
    }
    for (const more of ["status: active", "status: active\ngoal: |\n  all\n  is there"]) {
      await Deno.writeTextFile(`${rulesDir}/there.yml`, rule(more));
      assert.equal(await sentence({ rulesDir }), "", more);
    }
    assert.equal(await sentence({ model: "none" }), "");
  });
});

Deno.test("checkSubmission() reads what a goal names before anything is on record", async () => {
  await inFolder(async (folder) => {
    const write = async (name: string, text: string) => {
      await Deno.writeTextFile(`${folder}/${name}`, text);
      return `${folder}/${name}`;
    };
    const model = "none";
    assert.match(await sentence({ model: "gpt" }), /gpt/);
    assert.match(await sentence({ model, observe: await write("looks.yml", "- nam: x\n") }), /looks\.yml: /);
    assert.match(await sentence({ model, inventory: [await write("hosts.ini", "[web\n")] }), /hosts\.ini: /);
    assert.match(await sentence({ model, inventory: ["web1,web2"], limit: "db" }), /--limit db lets no host through/);
    assert.match(await sentence({ model, inventory: [await write("empty.yml", "all: {}\n")] }), /has no hosts/);
    await Deno.mkdir(`${folder}/rules`);
    await write("rules/bad.yml", "when: {\n");
    assert.match(await sentence({ model, rulesDir: `${folder}/rules` }), /rules\/bad\.yml: /);
    assert.equal(await sentence({ model, inventory: ["web1,web2"], limit: "web1" }), "");
  });
});

Deno.test("checkSubmission() refuses a budget that nobody could ever find spent", async () => {
  const usd = { budget: { usd: 1 } }, tokens = { budget: { tokens: 1000 } };
  const price = { modelPrice: { in: 3, out: 15 } };
  const unknown = /--budget-usd: what .* costs is not known here.*--model-price 3\/15/;
  assert.match(await sentence({ ...usd, model: "anthropic:nobody-knows-it" }), unknown);
  assert.match(await sentence({ ...usd, model: "openai:gpt-5@http://localhost:1/v1" }), unknown);
  assert.match(await sentence({ ...usd, ...price, model: "command:cat" }), /--budget-usd: .*command-json:PROGRAM/);
  assert.match(await sentence({ ...tokens, model: "command:cat" }), /--budget-tokens: .*--budget-calls/);
  const fine = [
    { ...usd, model: "anthropic:claude-sonnet-4-5" },
    ...(onPath("claude") ? [{ ...usd, model: "claude-cli" }] : []),
    { ...usd, model: "command-json:cat" },
    { ...usd, ...price, model: "openai:gpt-5@http://localhost:1/v1" },
    { ...tokens, model: "openai:gpt-5@http://localhost:1/v1" },
    { budget: { calls: 3 }, model: "command:cat" },
  ];
  for (const options of fine) assert.equal(await sentence(options), "", options.model);
});

Deno.test("checkSubmission() reads the policy, for playbooks too", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/site.yml`, "- hosts: localhost\n  tasks:\n    - ping:\n");
    await Deno.writeTextFile(`${folder}/policy.yml`, "rules: [{decision: perhaps}]\n");
    const policy = `${folder}/policy.yml`;
    for (const options of [{ policy, model: "none" }, { policy, file: `${folder}/site.yml` }]) {
      assert.match(await sentence(options), /policy\.yml: /);
    }
  });
});

Deno.test("checkSubmission() refuses a model's program that cannot be started", async () => {
  await inFolder(async (folder) => {
    const think = `${folder}/think`;
    const none = (program: string) =>
      new RegExp(`^: --model command.*:${program}.*: there is no such program, or it may not be executed: name one`);
    assert.match(await sentence({ model: `command:${think} -v` }), none(think));
    await Deno.writeTextFile(think, "#!/bin/sh\n");
    assert.match(await sentence({ model: `command-json:${think} -v` }), none(think));
    await Deno.chmod(think, 0o755);
    for (const line of [`${think} -v`, `'${think}'`, "cat"]) {
      assert.equal(await sentence({ model: `command:${line}` }), "");
    }
    assert.match(await sentence({ model: "command:no-such-program-here" }), none("no-such-program-here"));
    assert.match(await sentence({ model: `command:${folder}` }), none(folder));
    if (!onPath("claude")) assert.match(await sentence({ model: "claude-cli" }), /no program claude on PATH: install/);
  });
});

Deno.test("onPath() finds programs that can be started, and no folders", () => {
  assert.equal(onPath("sh"), true);
  assert.equal(onPath("no-such-program-here"), false);
  assert.equal(onPath("."), false);
});
