// Programs as models: those that behave badly.
import assert from "node:assert/strict";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import type { LanguageModel } from "../../../src/ports/language_model.ts";
import { refusal } from "../../contracts/language_model.ts";
import { type Choice, promptOf, terms } from "./ground.ts";
import { hasEnded, withFolder } from "./programs.ts";

const { signal } = new AbortController();

async function open(name: string, choice: Choice = {}): Promise<LanguageModel> {
  const model = await openModel(name, terms(choice));
  if (model === null) throw new Error("no model");
  return model;
}

/** A model that is a shell script. */
function script(text: string, choice: Choice = {}): Promise<LanguageModel> {
  return open(`command:sh -c '${text}' model`, choice);
}

function ask(model: LanguageModel, brief = "what now?") {
  return model.complete(promptOf(brief), signal);
}

Deno.test("command() gives the program one text: who it is, the schema, the brief", async () => {
  const { text } = await ask(await open("command:cat"), "the brief itself");
  assert.match(
    text,
    /^You keep hosts as described\.\n\nReply with one JSON object.*\n\{.*"converged".*\}\n\nthe brief itself\n$/s,
  );
});

Deno.test("command() cuts words like a shell, and runs none", async () => {
  const { text } = await ask(await open(`command:printf '%s|' "a b" c\\ d $HOME ';' "\`id\`"`));
  assert.equal(text, "a b|c d|$HOME|;|`id`|");
});

Deno.test("command() takes the answer of a program that reads nothing, however long the brief", async () => {
  const { text } = await ask(await script("echo done"), "x".repeat(3_000_000));
  assert.equal(text, "done\n");
});

Deno.test("command() takes what is no text as it can be read", async () => {
  assert.equal((await ask(await open(`command:printf '\\377\\376{'`))).text, "\ufffd\ufffd{");
});

for (
  const [rc, again] of [[1, true], [75, true], [255, true], [2, false], [64, false], [78, false], [126, false], [
    127,
    false,
  ]] as const
) {
  Deno.test(`command() that ends with ${rc} ${again ? "is asked again" : "wants a human"}`, async () => {
    const no = await refusal(ask(await script(`echo out; echo "why it failed" >&2; exit ${rc}`)));
    assert.equal(no.message, `sh ended with ${rc}: why it failed`);
    assert.equal(no.afterMs !== null, again);
  });
}

Deno.test("command() repeats what a program printed where it says nothing else, without what a terminal obeys", async () => {
  const no = await refusal(ask(await script(`printf "\\033[2Jrate\\nlimit"; exit 1`)));
  assert.equal(no.message, "sh ended with 1: [2Jrate limit");
  assert.equal((await refusal(ask(await script("exit 1")))).message, "sh ended with 1, and said nothing");
});

Deno.test("command() whose program was killed is asked again", async () => {
  assert.equal((await refusal(ask(await script("kill -9 $$")))).afterMs, 10_000);
});

Deno.test("command() says which program is not there", async () => {
  const no = await refusal(ask(await open("command:/nowhere/model --fast")));
  assert.match(no.message, /^\/nowhere\/model cannot be run .*is it there, and executable\?$/s);
  assert.equal(no.afterMs, null);
});

Deno.test("command() does not wait for what a program leaves behind, and ends it", async () => {
  await withFolder(async (folder) => {
    const model = await script(`sleep 1000 & echo $! > ${folder}/pid; echo "{}"`);
    assert.equal((await ask(model)).text, "{}\n");
    assert.ok(await hasEnded(`${folder}/pid`));
  });
});

Deno.test("command() ends a program that is late with all that it started, those that close their ears included", async () => {
  await withFolder(async (folder) => {
    const text = `trap "" TERM; sleep 1000 & echo $! > ${folder}/pid; wait; sleep 1000`;
    let begun = false;
    // A busy machine may need longer than the first time to have it begun.
    for (let limitMs = 300; !begun && limitMs < 100_000; limitMs *= 4) {
      const no = await refusal(ask(await script(text, { limitMs })));
      assert.equal(no.message, `sh has not answered within ${limitMs / 1000} s`);
      assert.equal(no.afterMs, 10_000);
      begun = await Deno.readTextFile(`${folder}/pid`).then((pid) => pid !== "", () => false);
    }
    assert.ok(await hasEnded(`${folder}/pid`));
  });
});

Deno.test("command() with JSON takes a bare reply, and believes no counts that are none", async () => {
  const bare = await ask(await open(`command-json:echo '{"converged":true}'`));
  assert.deepEqual(bare, { text: '{"converged":true}\n', tokensIn: null, tokensOut: null, costUsd: null });
  const odd = '{"reply":{"converged":true},"tokens_in":"7","tokens_out":-1,"cost_usd":0.5,"model":7}';
  const { text, ...rest } = await ask(await open(`command-json:echo '${odd}'`));
  assert.equal(text, '{"converged":true}');
  assert.deepEqual(rest, { tokensIn: null, tokensOut: null, costUsd: 0.5 });
});

Deno.test("command() leaves JSON that is no reply of command-json alone", async () => {
  assert.equal((await ask(await open(`command:echo '{"reply":1}'`))).text, '{"reply":1}\n');
});
