// Which model is asked where nobody names one.
import assert from "node:assert/strict";
import { findModel } from "../../../src/deciders/models/find_model.ts";
import { readModelName } from "../../../src/deciders/models/model_name.ts";

function found(env: Record<string, string>, programs: string[] = []): string | null {
  return findModel({ env: (name) => env[name], onPath: (program) => programs.includes(program) });
}

const url = "http://localhost:11434/v1";

Deno.test("findModel() takes Anthropic's key before OpenAI's, and both before the command line", () => {
  const anthropic = { ANTHROPIC_API_KEY: "a" };
  const openai = { OPENAI_API_KEY: "o" };
  assert.equal(found({ ...anthropic, ...openai }, ["claude"]), "anthropic:claude-sonnet-5-5");
  assert.equal(found(openai, ["claude"]), "openai:gpt-6.1-sol");
  assert.equal(found({}, ["claude"]), "claude-cli");
});

Deno.test("findModel() takes the models that the environment names", () => {
  assert.equal(found({ ANTHROPIC_API_KEY: "a", ANTHROPIC_MODEL: "claude-opus-5-5" }), "anthropic:claude-opus-5-5");
  assert.equal(found({ OPENAI_BASE_URL: url, OPENAI_MODEL: "llama3.1:8b" }), `openai:llama3.1:8b@${url}`);
});

Deno.test("findModel() finds none in empty variables and other programs", () => {
  assert.equal(found({ ANTHROPIC_API_KEY: "", OPENAI_API_KEY: " ", OPENAI_BASE_URL: "" }, ["codex"]), null);
});

Deno.test("findModel() gives names that can be opened, and has no key in them", () => {
  for (const env of [{ ANTHROPIC_API_KEY: "secret" }, { OPENAI_API_KEY: "secret", OPENAI_BASE_URL: url }]) {
    const name = found(env) ?? "";
    assert.ok(!name.includes("secret"));
    assert.notEqual(readModelName(name).provider, "none");
  }
});
