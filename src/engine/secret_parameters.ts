// Values that a call gives to parameters which are meant for secrets: known from here on, so that nothing which is written down holds them.
import type { Action } from "../model/action.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Modules, Parameter } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";

/** What is looked at of a call. */
type Call = Pick<Action, "module" | "params">;

/** Makes the secrets of these calls known. To be done before anything of them is written down. */
export function learnSecrets(
  calls: readonly Call[],
  { modules, secrets }: { modules: Pick<Modules, "get">; secrets?: Pick<Secrets, "learn"> | undefined },
): void {
  if (secrets === undefined) return;
  for (const { module, params } of calls) {
    const parameters = modules.get(module)?.doc.parameters;
    if (parameters !== undefined) secrets.learn(secretValues(parameters, params));
  }
}

/**
 * The values of secret parameters, those within mappings included. What the module takes as a word of its own is none, nor is a password that is the
 * user's name: it would be taken out of every path to his home.
 */
export function secretValues(parameters: Record<string, Parameter>, params: JsonObject): string[] {
  const found: string[] = [];
  const told = new Set<string>();
  gather(parameters, params, { found, told });
  return [...new Set(found)].filter((value) => value.trim() !== "" && !told.has(value));
}

function gather(
  parameters: Record<string, Parameter>,
  params: JsonObject,
  into: { found: string[]; told: Set<string> },
): void {
  for (const [key, value] of Object.entries(params)) {
    const parameter = parameters[key] ?? Object.values(parameters).find(({ aliases }) => aliases?.includes(key));
    if (parameter?.secret === true) {
      const words = [...parameter.choices ?? [], String(parameter.default ?? "")];
      into.found.push(...textsIn(value).filter((text) => !words.includes(text)));
    } else if (parameter?.secretPassword === true) {
      into.found.push(...textsIn(value).flatMap(passwordsIn));
    } else if (parameter?.options !== undefined) {
      for (const each of mappingsIn(value)) gather(parameter.options, each, into);
    } else if (typeof value === "string" && /(^|_)(name|user|username|login)$/.test(key)) {
      into.told.add(value);
    }
  }
}

/** Letters from which a user without a password is taken for a token: GitHub's have 40, GitLab's 26, few people's names as many. */
const TOKEN_LENGTH = 20;

/**
 * The passwords of the addresses in a text, each as it is written and as it is meant. Over http a token may stand in the user's place: alone, before an
 * empty password, or before GitHub's word for none.
 */
function passwordsIn(text: string): string[] {
  const logins = text.matchAll(/(?<![\w+.-])([a-z][a-z0-9+.-]*):\/\/([^\s/?#@:]*)(?::([^\s/?#]*))?@/gi);
  return [...logins].flatMap(([, scheme = "", user = "", password]) => {
    const isToken = /^https?$/i.test(scheme) &&
      (password === "" || password === "x-oauth-basic" || password === undefined && user.length >= TOKEN_LENGTH);
    return asMeant(isToken ? user : password ?? "");
  });
}

function asMeant(written: string): string[] {
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}

/** Texts and numbers at any depth; what is yes or no is no secret. */
function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A mapping, several, or one that is written as text: JSON, or `name=value` with commas or blanks between. */
function mappingsIn(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(mappingsIn);
  if (typeof value === "object" && value !== null) return [value];
  if (typeof value !== "string") return [];
  try {
    return mappingsIn(JSON.parse(value) as Exclude<Json, string>);
  } catch {
    const pairs = [...value.matchAll(/([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s,]*)/g)];
    const plain = (text = "") => text.replace(/^(["'])(.*)\1$/s, "$2");
    return [Object.fromEntries(pairs.map(([, name = "", text]) => [name, plain(text)]))];
  }
}
