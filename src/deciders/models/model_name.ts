// What a name given to --model means.
import { InputError } from "../../model/errors.ts";

/** A name, taken apart. */
export type ModelName =
  | { provider: "none" }
  /** Without a model: the one that the program is set to. */
  | { provider: "claude-cli"; model?: string }
  | { provider: "anthropic"; model: string }
  /** Without a URL: OPENAI_BASE_URL, else OpenAI's own. */
  | { provider: "openai"; model: string; url?: string }
  /** `json`: it reads a JSON object in place of text. */
  | { provider: "command"; line: string; json: boolean };

const FORMS = "claude-cli, claude-cli:MODEL, anthropic:NAME, openai:NAME, openai:NAME@URL (Ollama: " +
  "openai:NAME@http://127.0.0.1:11434/v1), command:PROGRAM, command-json:PROGRAM or none";

/** Takes a name apart. Throws InputError that lists the forms. */
export function readModelName(name: string): ModelName {
  const colon = name.indexOf(":");
  const [provider, rest] = colon < 0 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1).trim()];
  if (rest === "") throw new InputError(`--model ${name}: something is missing behind the colon. Write ${FORMS}`);
  switch (provider) {
    case "none":
      if (rest === undefined) return { provider };
      break;
    case "claude-cli":
      return rest === undefined ? { provider } : { provider, model: rest };
    case "anthropic":
      if (rest !== undefined) return { provider, model: rest };
      break;
    case "openai":
      if (rest !== undefined) return { provider, ...nameAndUrl(name, rest) };
      break;
    case "command":
    case "command-json":
      if (rest !== undefined) return { provider: "command", line: rest, json: provider === "command-json" };
  }
  throw new InputError(`--model ${name} is no model that is known here. Write ${FORMS}`);
}

/** An address without `http://` in front: with a scheme of its own, a port, or as this machine or a number. */
const ADDRESS = /:\/\/|^[^/]*:\d{2,5}(\/|$)|^localhost(\/|$)|^\d+(\.\d+){3}(\/|$)/i;

/**
 * Names of models have colons and @s of their own: the URL begins at the last `@http`. What is an address all the same is refused: taken for a part of the
 * name, a brief that is meant for a server of one's own would go to OpenAI.
 */
function nameAndUrl(name: string, rest: string): { model: string; url?: string } {
  const [, model = rest, url] = /^(.*)@(https?:\/\/.*)$/i.exec(rest) ?? [];
  if (model === "") {
    throw new InputError(`--model ${name}: the model's name is missing before the @. Write openai:NAME@URL`);
  }
  if (url === undefined && ADDRESS.test(/.@([^@]*)$/.exec(rest)?.[1] ?? "")) {
    throw new InputError(
      `--model openai:NAME@URL: what is behind the @ is no URL. Write it like openai:NAME@http://localhost:11434/v1`,
    );
  }
  return url === undefined ? { model } : { model, url: readUrl(url, `--model openai:${model}@URL`) };
}

/**
 * A base URL as requests begin with it, without a slash at its end. `where` names its place in complaints; the URL itself may hold a password, and is
 * not repeated. Throws InputError.
 */
export function readUrl(text: string, where: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw new InputError(`${where}: that is no URL. Write it like http://localhost:11434/v1`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new InputError(
      `${where}: the URL may have no user, password, ? or # in it: it is kept on record. A key goes into OPENAI_API_KEY`,
    );
  }
  return url.href.replace(/\/+$/, "");
}
