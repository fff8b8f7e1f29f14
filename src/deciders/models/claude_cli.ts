// Claude Code's command line as a model: `claude -p`, with no tools, in an empty folder.
import { ModelUnavailable } from "../../model/errors.ts";
import type { Prompt, Reply } from "../../model/model_call.ts";
import type { LanguageModel } from "../../ports/language_model.ts";
import { claudeRefusal, readClaude } from "./claude_words.ts";
import { AGAIN_MS, LIMIT_MS, type ModelTerms, MOST_BYTES } from "./model_terms.ts";
import { systemText } from "./plain_text.ts";
import { costOf } from "./price.ts";
import { said } from "./program_words.ts";

/** Linux takes no argument of 128 KiB; what is longer goes in with the brief. */
const MOST_ARGUMENT = 100 * 1024;

/** Tools by name, for a CLI that is too old to be told "none". */
const TOOLS = "Bash,Edit,Write,MultiEdit,NotebookEdit,Read,Glob,Grep,LS,Task,WebFetch,WebSearch,TodoWrite,mcp__*";

/** Options that older CLIs lack, and what takes their place there: no words, where they are only good manners. */
const INSTEAD: Record<string, readonly string[]> = {
  "--tools": ["--disallowedTools", TOOLS],
  "--strict-mcp-config": [],
  "--no-session-persistence": [],
  "--output-format": [],
};

/**
 * The brief goes in on standard input; the environment is ours, so that it finds its key or login. It reads no folder's CLAUDE.md and may use no tool: what it
 * reads there may have been written by a host. Options that an older CLI does not know are left out from then on.
 */
export function claudeCli({ model }: { model?: string }, terms: ModelTerms): LanguageModel {
  const { limitMs = LIMIT_MS } = terms;
  const name = model === undefined ? "claude-cli" : `claude-cli:${model}`;
  const program = "claude";
  const lacking = new Set<string>();
  const ask = async (prompt: Prompt, signal: AbortSignal): Promise<Reply> => {
    signal.throwIfAborted();
    const running = { ...wordsFor(prompt, { model, lacking }), limitMs, stdoutBytes: MOST_BYTES + 1, apart: true };
    const ran = await terms.run(program, running, signal);
    signal.throwIfAborted();
    if ("error" in ran) {
      throw new ModelUnavailable(
        "`claude` cannot be run: install Claude Code and log in, or name another --model",
        null,
      );
    }
    const { rc, stdout, stderr, timedOut } = ran;
    if (timedOut) throw new ModelUnavailable(`\`claude\` has not answered within ${limitMs / 1000} s`, AGAIN_MS);
    const unknown = rc === 0 ? undefined : /unknown option '?(--[a-z-]+)/.exec(stderr)?.[1];
    if (unknown !== undefined && unknown in INSTEAD && !lacking.has(unknown)) {
      lacking.add(unknown);
      return ask(prompt, signal);
    }
    if (stdout.length > MOST_BYTES) {
      throw new ModelUnavailable(`\`claude\` printed more than ${MOST_BYTES} bytes`, AGAIN_MS);
    }
    const answer = readClaude(stdout);
    if (answer.failed !== null) throw claudeRefusal(answer.failed);
    if (rc !== 0) throw claudeRefusal(`it ended with ${rc}${said(stderr, stdout)}`);
    const { reply } = answer;
    return terms.price === undefined ? reply : { ...reply, costUsd: costOf(reply, terms.price) ?? reply.costUsd };
  };
  return { name, program, complete: ask };
}

function wordsFor(
  prompt: Prompt,
  { model, lacking }: { model: string | undefined; lacking: ReadonlySet<string> },
): { args: string[]; stdin: string } {
  const system = systemText(prompt);
  const long = new TextEncoder().encode(system).length > MOST_ARGUMENT;
  const option = (...words: [string, ...string[]]) => lacking.has(words[0]) ? INSTEAD[words[0]] ?? [] : words;
  const args = [
    "-p",
    ...option("--output-format", "json"),
    ...option("--tools", ""),
    ...option("--strict-mcp-config"),
    ...option("--no-session-persistence"),
    ...(model === undefined ? [] : ["--model", model]),
    "--system-prompt",
    long ? "Do what the beginning of the input says." : system,
  ];
  return { args, stdin: long ? `${system}\n\n${prompt.brief}\n` : `${prompt.brief}\n` };
}
