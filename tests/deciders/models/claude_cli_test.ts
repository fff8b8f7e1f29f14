// `claude -p` as it was, as it is, and as it fails.
import assert from "node:assert/strict";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import type { Reply } from "../../../src/model/model_call.ts";
import { refusal } from "../../contracts/language_model.ts";
import { type Choice, promptOf, terms } from "./ground.ts";
import { withFolder, writeProgram } from "./programs.ts";

const { signal } = new AbortController();

async function ask(
  claude: string,
  { system, name = "claude-cli", ...choice }: Choice & { system?: string; name?: string } = {},
): Promise<Reply> {
  const model = await openModel(name, terms({ ...choice, claude: [claude] }));
  if (model === null) throw new Error("no model");
  return model.complete({ ...promptOf("the brief"), ...(system === undefined ? {} : { system }) }, signal);
}

/** Asks a `claude` that is this script. */
async function scripted(text: string, choice: Parameters<typeof ask>[1] = {}): Promise<Reply> {
  const replies: Reply[] = [];
  await withFolder(async (folder) => {
    replies.push(await ask(await writeProgram(`${folder}/claude`, text), choice));
  });
  return replies[0]!;
}

function prints(value: unknown): string {
  return `cat <<'END'\n${typeof value === "string" ? value : JSON.stringify(value)}\nEND`;
}

Deno.test("claudeCli() starts it with no tools, no servers of the user's and no session, and the brief on standard input", async () => {
  const { text } = await scripted(`for word in "$@"; do printf '<%s>' "$word"; done; echo; cat`, {
    name: "claude-cli:opus",
  });
  const [words = "", ...rest] = text.split("\n");
  assert.match(
    text,
    /^<-p><--output-format><json><--tools><><--strict-mcp-config><--no-session-persistence><--model><opus><--system-prompt><You keep hosts/,
  );
  assert.ok(!words.includes("the brief"), "the brief is in the argument list");
  assert.ok(rest.join("\n").endsWith("the brief\n"));
});

Deno.test("claudeCli() puts a system prompt that no argument can hold before the brief", async () => {
  const { text } = await scripted(`for word in "$@"; do printf '%s' "$word" | wc -c; done; cat`, {
    system: "s".repeat(200_000),
  });
  assert.ok(text.includes(`${"s".repeat(200_000)}\n\nReply with one JSON object`));
  assert.ok(text.endsWith("the brief\n"));
});

const result = {
  type: "result",
  subtype: "success",
  is_error: false,
  result: '{"converged":true}',
  total_cost_usd: 0.25,
  usage: { input_tokens: 10, cache_creation_input_tokens: 200, cache_read_input_tokens: 3000, output_tokens: 40 },
  modelUsage: { "claude-haiku-4-5": { outputTokens: 3 }, "claude-opus-5-5": { outputTokens: 40 } },
};
const read = { text: '{"converged":true}', tokensIn: 3210, tokensOut: 40, costUsd: 0.25, model: "claude-opus-5-5" };

Deno.test("claudeCli() reads reply, tokens, cost and model", async () => {
  assert.deepEqual(await scripted(prints(result)), read);
});

Deno.test("claudeCli() reads a list of messages", async () => {
  assert.deepEqual(await scripted(prints([{ type: "system" }, { type: "assistant" }, result])), read);
});

Deno.test("claudeCli() takes the user's price over its own", async () => {
  assert.equal((await scripted(prints(result), { price: { in: 100, out: 1000 } })).costUsd, 0.361);
});

Deno.test("claudeCli() takes plain text for the reply, JSON of our own included", async () => {
  for (const text of ["Hello.", '{"converged":true}', "[1]", "null"]) {
    assert.deepEqual(await scripted(prints(text)), {
      text: `${text}\n`,
      tokensIn: null,
      tokensOut: null,
      costUsd: null,
    });
  }
});

Deno.test("claudeCli() leaves out what an older one does not know, takes tools away all the same, and remembers", async () => {
  await withFolder(async (folder) => {
    const claude = await writeProgram(
      `${folder}/claude`,
      `echo "$*" >> ${folder}/calls
for word in "$@"; do
  case $word in --tools|--strict-mcp-config|--no-session-persistence|--output-format) echo "error: unknown option '$word'" >&2; exit 1;; esac
done
echo fine`,
    );
    const model = await openModel("claude-cli", terms({ claude: [claude] }));
    for (let n = 0; n < 2; n++) assert.equal((await model!.complete(promptOf("?"), signal)).text, "fine\n");
    const calls = (await Deno.readTextFile(`${folder}/calls`)).split("\n").filter((line) => line.startsWith("-p"));
    assert.equal(calls.length, 6);
    assert.match(calls[5] ?? "", /^-p --disallowedTools Bash,Edit,Write,.*mcp__\* --system-prompt /);
  });
});

Deno.test("claudeCli() gives up on one that can be told of no tools at all", async () => {
  const no = await refusal(
    scripted(
      `case "$*" in *--tools*) w=--tools;; *) w=--disallowedTools;; esac; echo "error: unknown option '$w'" >&2; exit 1`,
    ),
  );
  assert.match(no.message, /unknown option '--disallowedTools'.*bring `claude` up to date/);
  assert.equal(no.afterMs, null);
});

const failures: [string, number | null][] = [
  ["Invalid API key · Please run /login", null],
  ["Credit balance is too low", null],
  ['API Error: 401 {"type":"error","error":{"message":"OAuth token has expired"}}', null],
  ["There's an issue with the selected model (opsu). It may not exist or you may not have access to it.", null],
  ['API Error: 400 {"error":{"message":"prompt is too long"}}', null],
  ['API Error: 529 {"error":{"message":"Overloaded"}}', 10_000],
  ['API Error: 500 {"error":{"message":"Internal server error"}}', 10_000],
  ["API Error (Connection error.)", 10_000],
  ["API Error: Rate limit reached", 10_000],
  ["Claude AI usage limit reached|1755806400", 900_000],
  ["You've hit your limit · resets 3pm", 900_000],
  ["5-hour limit reached ∙ resets 3pm", 900_000],
];
for (const [words, afterMs] of failures) {
  Deno.test(`claudeCli() ${afterMs === null ? "wants a human" : `comes back after ${afterMs} ms`}: ${words}`, async () => {
    const said = prints({ ...result, is_error: true, result: words });
    for (const script of [`${said}\nexit 1`, said]) {
      const no = await refusal(scripted(script));
      assert.ok(no.message.startsWith(`\`claude\` has no answer: ${words}`), no.message);
      assert.equal(no.afterMs, afterMs);
    }
  });
}

Deno.test("claudeCli() says why there is no result", async () => {
  const { result: _, ...bare } = result;
  const no = await refusal(scripted(prints({ ...bare, subtype: "error_during_execution", errors: ["it broke"] })));
  assert.match(no.message, /it broke/);
  assert.equal(no.afterMs, 10_000);
});

Deno.test("claudeCli() says what it said where it ends badly without JSON", async () => {
  const no = await refusal(scripted("echo 'node: not found' >&2; exit 127"));
  assert.equal(no.message, "`claude` has no answer: it ended with 127: node: not found");
});

Deno.test("claudeCli() says how to get it where it is not there", async () => {
  const no = await refusal(ask("/nowhere/claude"));
  assert.match(no.message, /install Claude Code and log in, or name another --model/);
  assert.equal(no.afterMs, null);
});
