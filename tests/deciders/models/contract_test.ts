// Every provider of language models passes the same suite.
import { openModel } from "../../../src/deciders/models/open_model.ts";
import type { LanguageModel } from "../../../src/ports/language_model.ts";
import { KEY, languageModelContract } from "../../contracts/language_model.ts";
import { type Choice, standIn, terms } from "./ground.ts";

async function open(name: string, choice: Choice): Promise<LanguageModel> {
  const model = await openModel(name, terms(choice));
  if (model === null) throw new Error(`${name} is no model`);
  return model;
}

const deno = Deno.execPath();

languageModelContract("anthropic()", {
  open: ({ root }, options) =>
    open("anthropic:scripted", { ...options, env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: root } }),
  tokens: "always",
  lateMs: 100,
});

languageModelContract("anthropic() of a known name", {
  open: ({ root }, options) =>
    open("anthropic:claude-sonnet-5-5", {
      ...options,
      env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: `${root}/v1/` },
    }),
  tokens: "always",
  lateMs: 100,
});

languageModelContract("openai()", {
  open: ({ url }, options) =>
    open("openai:scripted", { ...options, env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url } }),
  tokens: "when told",
  lateMs: 100,
});

languageModelContract("openai() at a URL, without a key", {
  open: ({ url }, options) => open(`openai:llama3.1:8b@${url}`, options),
  tokens: "when told",
  lateMs: 100,
});

languageModelContract("claudeCli()", {
  open: ({ root }, options) => open("claude-cli", { ...options, claude: [deno, ...standIn(`${root}/claude`)] }),
  tokens: "when told",
  lateMs: 400,
});

languageModelContract("command()", {
  open: ({ root }, options) => open(`command:${[deno, ...standIn(`${root}/command`)].join(" ")}`, options),
  tokens: "never",
  lateMs: 400,
});

languageModelContract("command() with JSON", {
  open: ({ root }, options) => open(`command-json:${[deno, ...standIn(`${root}/command-json`)].join(" ")}`, options),
  tokens: "when told",
  lateMs: 400,
});
