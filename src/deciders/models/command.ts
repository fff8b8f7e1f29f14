// Any program as a model: it reads a brief on standard input and prints a reply.
import { InputError, ModelUnavailable } from "../../model/errors.ts";
import type { Prompt, Reply } from "../../model/model_call.ts";
import type { LanguageModel } from "../../ports/language_model.ts";
import { countOf } from "./count.ts";
import { AGAIN_MS, LIMIT_MS, type ModelTerms, MOST_BYTES } from "./model_terms.ts";
import { wholeText } from "./plain_text.ts";
import { costOf } from "./price.ts";
import { said } from "./program_words.ts";

/** Exit codes that say how a program was called wrong, or cannot be run: 2, sysexits' 64 to 78 without EX_TEMPFAIL, and the shell's own. */
function isLasting(rc: number): boolean {
  return rc === 2 || rc === 126 || rc === 127 || (rc >= 64 && rc <= 78 && rc !== 75);
}

/**
 * `command:` writes the whole prompt as text and takes all that is printed for the reply. `command-json:` writes `{"system", "brief", "schema"}`
 * and may be answered `{"reply": …, "tokens_in", "tokens_out", "cost_usd", "model"}`, of which only `reply` is needed. The words of the line are cut as
 * a shell cuts them; no shell runs. Any exit but 0 is asked again later, except those that say that it was called wrong. Throws InputError.
 */
export function command({ line, json }: { line: string; json: boolean }, terms: ModelTerms): LanguageModel {
  const name = `${json ? "command-json" : "command"}:${line}`;
  const words = terms.words(line);
  if ("error" in words) throw new InputError(`--model ${name}: ${words.error}`);
  const [program, ...args] = words;
  if (program === undefined || program === "") throw new InputError(`--model ${name}: which program?`);
  const { limitMs = LIMIT_MS } = terms;
  return {
    name,
    program,
    complete: async (prompt, signal) => {
      signal.throwIfAborted();
      const running = { args, stdin: textFor(prompt, json), limitMs, stdoutBytes: MOST_BYTES + 1, apart: false };
      const ran = await terms.run(program, running, signal);
      signal.throwIfAborted();
      if ("error" in ran) {
        throw new ModelUnavailable(`${program} cannot be run (${ran.error}): is it there, and executable?`, null);
      }
      const { rc, stdout, stderr, timedOut } = ran;
      if (timedOut) throw new ModelUnavailable(`${program} has not answered within ${limitMs / 1000} s`, AGAIN_MS);
      if (rc !== 0) {
        throw new ModelUnavailable(
          `${program} ended with ${rc}${said(stderr, stdout)}`,
          isLasting(rc) ? null : AGAIN_MS,
        );
      }
      if (stdout.length > MOST_BYTES) {
        throw new ModelUnavailable(`${program} printed more than ${MOST_BYTES} bytes`, AGAIN_MS);
      }
      return replyIn(stdout, { json, terms });
    },
  };
}

function textFor({ system, brief, schema }: Prompt, json: boolean): string {
  return json ? `${JSON.stringify({ system, brief, schema })}\n` : wholeText({ system, brief, schema });
}

function replyIn(stdout: string, { json, terms }: { json: boolean; terms: ModelTerms }): Reply {
  const plain = { text: stdout, tokensIn: null, tokensOut: null, costUsd: null };
  const envelope = json ? envelopeIn(stdout) : null;
  if (envelope === null) return plain;
  const { reply, tokens_in, tokens_out, cost_usd, model } = envelope;
  const tokens = { tokensIn: countOf(tokens_in), tokensOut: countOf(tokens_out) };
  return {
    text: typeof reply === "string" ? reply : JSON.stringify(reply),
    ...tokens,
    costUsd: (terms.price === undefined ? null : costOf(tokens, terms.price)) ?? countOf(cost_usd),
    ...(typeof model === "string" && model !== "" ? { model } : {}),
  };
}

function envelopeIn(stdout: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(stdout);
    const has = typeof value === "object" && value !== null && "reply" in value && value.reply !== undefined;
    return has ? value as Record<string, unknown> : null;
  } catch {
    return null;
  }
}
