// The language model: which one would be asked, and, where that is wanted, one tiny question to it.
import { ModelUnavailable } from "../../model/errors.ts";
import type { Finding } from "../../ports/checkup.ts";
import type { Clock } from "../../ports/clock.ts";
import { localFiles } from "../../transports/local_files.ts";
import { money } from "../../words/decision_words.ts";
import { modelOf } from "../model_at_work.ts";
import { findModel } from "../../deciders/models/find_model.ts";
import { demand, programAt, shown, variable } from "./here.ts";
import { finding } from "./look.ts";

const QUESTION = {
  system: "You are asked whether you can be reached. Answer with one JSON object and nothing else.",
  brief: 'Answer {"ok": true}.',
  schema: {
    type: "object",
    properties: { ok: { type: "boolean" } },
    required: ["ok"],
    additionalProperties: false,
  },
};
const KEY = "ANTHROPIC_API_KEY";
const GET = "Set ANTHROPIC_API_KEY, or OPENAI_API_KEY or OPENAI_BASE_URL, install claude, or name one with --model";

/** `asked`: the model to put one question to; `true`: the one that is found. No question is put without it. */
export async function modelFinding(
  asked: string | true | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<Finding[]> {
  demand({ name: "env", variable: KEY });
  const found = findModel({ env: variable, onPath: (name) => programAt(name) !== undefined });
  const name = typeof asked === "string" ? asked : found;
  if (asked !== undefined && name !== null && name !== "none") return [await answered(name, clock, signal)];
  if (found === null) {
    const standing = asked === true ? "problem" : "note";
    return [finding("model", standing, "none: playbooks need none, goals in words do", [GET])];
  }
  return [finding("model", "ok", `${withoutLogin(found)} (${sourceOf(found)}); nothing was asked, --model asks it`)];
}

/** Where it comes from; the value of no variable is told. */
function sourceOf(name: string): string {
  if (name.startsWith("anthropic:")) return `${KEY} is set`;
  if (!name.startsWith("openai:")) return shown(programAt("claude") ?? "claude");
  return ["OPENAI_API_KEY", "OPENAI_BASE_URL"].filter((each) => variable(each) !== undefined).join(" and ") + " set";
}

/** Where a name has an address with a login in it. */
export function withoutLogin(name: string): string {
  return name.replace(/(?<=:\/\/)[^/@\s]*@/, "").replace(/\?.*/, "");
}

async function answered(name: string, clock: Clock, signal: AbortSignal): Promise<Finding> {
  const shown = withoutLogin(name);
  const start = clock.monotonic();
  try {
    const model = await modelOf({ model: name }, localFiles());
    if (model === null) return finding("model", "note", "none is to be asked");
    const { tokensIn, tokensOut, costUsd, model: named } = await model.complete(QUESTION, signal);
    const tokens = tokensIn === null || tokensOut === null ? "tokens unknown" : `${tokensIn + tokensOut} tokens`;
    const cost = costUsd === null ? "cost unknown" : money(costUsd);
    const seconds = ((clock.monotonic() - start) / 1000).toFixed(1);
    const who = named === undefined || named === shown ? shown : `${shown} (${named})`;
    return finding("model", "ok", `${who} answered in ${seconds} s; ${tokens}, ${cost}`);
  } catch (error) {
    if (signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const later = error instanceof ModelUnavailable && error.afterMs !== null ? ["Try again later"] : [];
    return finding("model", "problem", `${shown} does not answer: ${why}`, later);
  }
}
