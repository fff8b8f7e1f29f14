// Tells people through what they named: a program on this machine, or a URL that takes a POST.
import type { Messenger } from "../ports/messenger.ts";
import type { Posted } from "../ports/outbox.ts";
import { runProgram } from "./run_program.ts";

/** Milliseconds that a receiver may take. */
export interface Limits {
  /** Default 30 000: a program is ended then. */
  programMs?: number;
  /** Default 10 000: a URL has answered by then. */
  answerMs?: number;
}

/** Most of an answer that is read: it is only quoted. */
const ANSWER_BYTES = 1024;
const QUOTED = 200;

/** Sends through programs and URLs. */
export function messenger({ programMs = 30_000, answerMs = 10_000 }: Limits = {}): Messenger {
  return {
    send: async (posted, signal) => {
      const program = /^command:(.*)$/s.exec(posted.target)?.[1];
      const failure = program === undefined
        ? await post(posted, AbortSignal.any([signal, AbortSignal.timeout(answerMs)]))
        : await tell(program, posted, { limitMs: programMs, signal });
      return failure === null ? null : oneLine(failure);
    },
  };
}

/** The program reads the whole from its standard input, and the gist from its environment. */
async function tell(
  program: string,
  { body, event, loop, text }: Posted,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<string | null> {
  const env = { FTL2_EVENT: oneLine(event), FTL2_LOOP: String(loop), FTL2_TEXT: oneLine(text) };
  const ended = await runProgram(program, { stdin: `${body}\n`, env, limitMs }, signal);
  if ("error" in ended) return `${program} could not be run: ${ended.error}`;
  const words = ended.stderr === "" ? "" : `: ${ended.stderr}`;
  if (ended.timedOut) return `${program} took longer than ${limitMs / 1000} s and was ended${words}`;
  if (ended.cancelled) return `${program} was ended with its sender${words}`;
  return ended.rc === 0 ? null : `${program} ended with ${ended.rc}${words}`;
}

/** A redirect is not followed: the message goes to whom it was meant for, or to nobody. */
async function post({ target, body }: Posted, signal: AbortSignal): Promise<string | null> {
  try {
    const headers = { "content-type": "application/json", "user-agent": "ftl2-enterprise" };
    const answer = await fetch(target, { method: "POST", headers, body, redirect: "manual", signal });
    const said = await head(answer);
    if (answer.ok) return null;
    return `the URL answered ${answer.status}${answer.statusText === "" ? "" : ` ${answer.statusText}`}${said}`;
  } catch (error) {
    if (signal.aborted) {
      const timedOut = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
      return timedOut ? "the URL did not answer in time" : "cut short: its sender ended";
    }
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    // What a URL holds may be a secret of its receiver's (a hook's token): it is left out of the reason.
    return `the URL cannot be reached: ${why.replace(/ for url \([^)]*\)/g, "").replaceAll(target, "it")}`;
  }
}

/** The first words of an answer. Of a good one nothing is needed; the rest of any is not fetched. */
async function head(answer: Response): Promise<string> {
  let text = "";
  let bytes = 0;
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  while (reader !== undefined && !answer.ok && bytes < ANSWER_BYTES) {
    const { value, done } = await reader.read();
    if (done) break;
    bytes += value.length;
    text += decoder.decode(value.subarray(0, ANSWER_BYTES), { stream: true });
  }
  await reader?.cancel().catch(() => {});
  return text.trim() === "" ? "" : `: ${text.slice(0, QUOTED)}`;
}

/** Without what steers a terminal: hosts and receivers may say anything. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, " ").trim();
}
