// The one document that every way out of a command prints, and the objects that endless ones print a line each.
import type { Json } from "../model/json.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Failure } from "./failure.ts";
import { safeJson } from "../words/safe_json.ts";
import { stringifierOf } from "./yaml_pages.ts";

/** What a document holds. `ok` means that `error` is null. */
export interface Envelope {
  ok: boolean;
  exit: ExitCode;
  command: string | null;
  data: Json;
  error: Failure | null;
}

/** The only document of a command. */
export async function documentText(envelope: Envelope, output: "json" | "yaml"): Promise<string> {
  return output === "json" ? `${safeJson(envelope)}\n` : (await stringifierOf())(envelope);
}

/** One of many, of a command that goes on: in YAML each begins with a mark of its own. */
export async function oneOfMany(command: string, data: Json, output: "json" | "yaml"): Promise<string> {
  const text = await documentText({ ok: true, exit: 0, command, data, error: null }, output);
  return output === "json" ? text : `---\n${text}`;
}
