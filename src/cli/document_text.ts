// The one document that every way out of a command prints, and the objects that endless ones print a line each.
import type { Json } from "../model/json.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Failure } from "./failure.ts";

/** What a document holds. `ok` means that `error` is null. */
export interface Envelope {
  ok: boolean;
  exit: ExitCode;
  command: string | null;
  data: Json;
  error: Failure | null;
}

/** An envelope as it is printed; what is left out is that of success. In YAML each is a document of its own. */
export async function documentText(given: Partial<Envelope>, output: "json" | "yaml"): Promise<string> {
  const envelope: Envelope = { ok: true, exit: 0, command: null, data: null, error: null, ...given };
  if (output === "json") return `${JSON.stringify(envelope)}\n`;
  const { stringify } = await import("yaml");
  return `---\n${stringify(envelope)}`;
}
