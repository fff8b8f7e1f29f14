// Names of models: what they mean, and what is said of those that mean nothing.
import assert from "node:assert/strict";
import { readModelName, readUrl } from "../../../src/deciders/models/model_name.ts";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import { InputError } from "../../../src/model/errors.ts";
import { terms } from "./ground.ts";

const meant = {
  "none": { provider: "none" },
  "claude-cli": { provider: "claude-cli" },
  "claude-cli:opus": { provider: "claude-cli", model: "opus" },
  "anthropic:claude-sonnet-5-5": { provider: "anthropic", model: "claude-sonnet-5-5" },
  "openai:gpt-5.4": { provider: "openai", model: "gpt-5.4" },
  "openai:llama3.1:8b@http://localhost:11434/v1": {
    provider: "openai",
    model: "llama3.1:8b",
    url: "http://localhost:11434/v1",
  },
  "openai:@cf/meta/llama@https://a.example/v1/": {
    provider: "openai",
    model: "@cf/meta/llama",
    url: "https://a.example/v1",
  },
  "openai:@cf/meta/llama:70": { provider: "openai", model: "@cf/meta/llama:70" },
  "openai:org/model@v2:latest": { provider: "openai", model: "org/model@v2:latest" },
  "openai:org/model@main": { provider: "openai", model: "org/model@main" },
  "openai:m@http://[::1]:8000": { provider: "openai", model: "m", url: "http://[::1]:8000" },
  "command:llm -m 'a b'": { provider: "command", line: "llm -m 'a b'", json: false },
  "command-json:./model": { provider: "command", line: "./model", json: true },
};

for (const [name, expected] of Object.entries(meant)) {
  Deno.test(`readModelName() understands ${name}`, () => assert.deepEqual(readModelName(name), expected));
}

for (
  const name of [
    "",
    "gpt-5",
    "claude",
    "anthropic",
    "anthropic:",
    "openai",
    "openai: ",
    "command",
    "none:x",
    "Anthropic:x",
    ":x",
  ]
) {
  Deno.test(`readModelName() lists the forms for ${JSON.stringify(name)}`, () => {
    const listsAll = (error: unknown) => {
      assert.ok(error instanceof InputError);
      for (const form of ["claude-cli", "anthropic:NAME", "openai:NAME@URL", "command:PROGRAM", "none"]) {
        assert.ok(error.message.includes(form), error.message);
      }
      return true;
    };
    assert.throws(() => readModelName(name), listsAll);
  });
}

Deno.test("readModelName() wants a name before a URL", () => {
  assert.throws(() => readModelName("openai:@http://localhost/v1"), /name is missing before the @/);
});

for (
  const tail of ["localhost:11434/v1", "localhost", "ollama.lan:11434", "10.0.0.7/v1", "ftp://host/v1", "[::1]:80"]
) {
  Deno.test(`readModelName() takes an address for no part of a name: ${tail}`, () => {
    assert.throws(() => readModelName(`openai:llama3.1:8b@${tail}`), /behind the @ is no URL\. Write it like .*http:/);
  });
}

for (const url of ["http://me:hunter2@host/v1", "https://host/v1?key=hunter2", "https://host/v1#hunter2"]) {
  Deno.test(`readUrl() keeps no secret: ${new URL(url).search || new URL(url).hash || "a password"}`, () => {
    const silent = (error: unknown) => error instanceof InputError && !error.message.includes("hunter2");
    assert.throws(() => readUrl(url, "--model openai:m@URL"), silent);
  });
}

for (const url of ["localhost:11434", "ftp://host/v1", "http://", "no url", "file:///etc/passwd"]) {
  Deno.test(`readUrl() refuses ${url}`, () => {
    assert.throws(() => readUrl(url, "OPENAI_BASE_URL"), /^InputError: OPENAI_BASE_URL: that is no URL/);
  });
}

Deno.test("openModel() gives none for none", async () => {
  assert.equal(await openModel("none", terms()), null);
});

Deno.test("openModel() keeps the name that the user wrote", async () => {
  for (const name of Object.keys(meant).filter((each) => each !== "none" && !each.endsWith("/"))) {
    assert.equal((await openModel(name, terms()))?.name, name);
  }
});

Deno.test("openModel() refuses a command line whose quote is not closed, and an empty one", async () => {
  await assert.rejects(
    openModel("command:say 'hello", terms()),
    /^InputError: --model command:say 'hello: .*not closed/,
  );
  await assert.rejects(openModel("command:''", terms()), /which program\?/);
});

Deno.test("openModel() refuses base URLs of the environment that are none", async () => {
  const env = { OPENAI_BASE_URL: "localhost", ANTHROPIC_BASE_URL: "localhost" };
  await assert.rejects(openModel("openai:m", terms({ env })), /OPENAI_BASE_URL: that is no URL/);
  await assert.rejects(openModel("anthropic:m", terms({ env })), /ANTHROPIC_BASE_URL: that is no URL/);
});
