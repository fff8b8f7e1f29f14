// What `claude -p` prints: JSON with the result, tokens and cost, or plain text in its older versions; and what its failures mean.
import { ModelUnavailable } from "../../model/errors.ts";
import type { Reply } from "../../model/model_call.ts";
import { countOf } from "./count.ts";
import { AGAIN_MS } from "./model_terms.ts";
import { said } from "./program_words.ts";

/** A subscription's limit lasts hours, and its end is not said in words that can be relied on. */
const LIMIT_AGAIN_MS = 15 * 60 * 1000;

/** What it printed: a reply, or why there is none. */
export type ClaudeAnswer = { failed: null; reply: Reply } | { failed: string };

interface Result {
  type: "result";
  subtype?: unknown;
  is_error?: unknown;
  result?: unknown;
  errors?: unknown;
  total_cost_usd?: unknown;
  usage?: unknown;
  modelUsage?: unknown;
}

/** Reads it. */
export function readClaude(stdout: string): ClaudeAnswer {
  const found = resultIn(stdout);
  if (found === null) {
    return { failed: null, reply: { text: stdout, tokensIn: null, tokensOut: null, costUsd: null } };
  }
  const { is_error, subtype, result, errors, total_cost_usd, usage, modelUsage } = found;
  if (is_error === true || typeof result !== "string") {
    const words = typeof result === "string" ? result : JSON.stringify(errors ?? subtype ?? "no result");
    return { failed: words };
  }
  const tokens = entriesOf(usage);
  const read = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"].map((count) =>
    tokens.get(count)
  );
  const written = (model: unknown) => countOf(entriesOf(model).get("outputTokens")) ?? 0;
  const [first] = [...entriesOf(modelUsage)].sort(([, a], [, b]) => written(b) - written(a));
  return {
    failed: null,
    reply: {
      text: result,
      tokensIn: tokens.size === 0 ? null : read.reduce((sum: number, count) => sum + (countOf(count) ?? 0), 0),
      tokensOut: countOf(tokens.get("output_tokens")),
      costUsd: countOf(total_cost_usd),
      ...(first === undefined ? {} : { model: first[0] }),
    },
  };
}

/** What an object has; nothing of what is none. */
function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

/** Its result, alone or as the last of a list of messages; null for what is neither. */
function resultIn(stdout: string): Result | null {
  try {
    const value: unknown = JSON.parse(stdout);
    const messages: unknown[] = Array.isArray(value) ? value : [value];
    const isResult = (each: unknown): each is Result => (each as { type?: unknown } | null)?.type === "result";
    return messages.findLast(isResult) ?? null;
  } catch {
    return null;
  }
}

/** A failure as a sentence, with when to come back. */
export function claudeRefusal(words: string): ModelUnavailable {
  const status = Number(/API Error:? *\(?(\d{3})/.exec(words)?.[1] ?? NaN);
  const sentence = `\`claude\` has no answer${said(words, "")}`;
  if (status === 429 || status >= 500) return new ModelUnavailable(sentence, AGAIN_MS);
  if (/(?<!rate )limit reached|hit your (\S+ )?limit|usage limit/i.test(words)) {
    return new ModelUnavailable(sentence, LIMIT_AGAIN_MS);
  }
  if (
    status === 401 || status === 403 || /\/login|api key|oauth|authenticat|not logged in|credit balance/i.test(words)
  ) {
    return new ModelUnavailable(
      `${sentence}. Log in: start \`claude\` and type /login, or set ANTHROPIC_API_KEY`,
      null,
    );
  }
  if (status >= 400 || /selected model|model .*(not exist|not found)|unknown option/i.test(words)) {
    return new ModelUnavailable(
      `${sentence}. Name another model (claude-cli:MODEL), or bring \`claude\` up to date`,
      null,
    );
  }
  return new ModelUnavailable(sentence, AGAIN_MS);
}
