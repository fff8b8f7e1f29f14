// Why a plain call about accounts and keys is asked for: it decides who comes in, as whom, and who is believed to be whom.
import type { JsonObject } from "../model/json.ts";
import { isTrue } from "./boolean_words.ts";
import { textOf } from "./called.ts";

/** What a user may be given without being let in anywhere. */
const HARMLESS = new Set(["name", "user", "state", "comment", "system", "create_home", "createhome", "local", "uid"]);
/** Shells that let nobody in, where systems keep them: elsewhere it is a program of somebody's choice. */
const NO_SHELL = /^(\/usr)?\/s?bin\/(nologin|false)$/;
/** Programs read a number in more ways than this one, and some of them as 0. */
const OWN_NUMBER = /^[1-9]\d{0,8}$/;

/** A reason as a sentence without its end; undefined for calls that let nobody in. */
export function letsIn(module: string, params: JsonObject): string | undefined {
  const given = (name: string) => (params[name] ?? null) !== null;
  const who = textOf(params["name"] ?? params["user"] ?? "");
  if (module === "authorized_key") return `whoever has the key could come in as ${who === "" ? "that user" : who}`;
  if (module === "known_hosts") return `a host would be believed by a key that a model chose (${who})`;
  if (module === "group") {
    return given("gid") || isTrue(params["non_unique"] ?? false)
      ? `the group ${who} may be another one's number`
      : undefined;
  }
  if (module !== "user") return undefined;
  if (given("uid") && !OWN_NUMBER.test(textOf(params["uid"] ?? "")) || isTrue(params["non_unique"] ?? false)) {
    return `the user ${who} may be another one's number`;
  }
  const other = Object.keys(params).find((name) =>
    given(name) && !HARMLESS.has(name) && !(name === "shell" && NO_SHELL.test(textOf(params[name] ?? "")))
  );
  return other === undefined ? undefined : `it decides how ${who} comes in, or what ${who} may do (${other})`;
}
