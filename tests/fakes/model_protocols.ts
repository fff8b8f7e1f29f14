// Protocols of language models, as those who speak them do: Anthropic's Messages and OpenAI's chat completions over HTTP, and programs' own.
import type { Answer, Asked } from "./model_script.ts";

interface Part {
  type?: string;
  text?: string;
}

interface AnthropicRequest {
  model: string;
  max_tokens: number;
  system?: string | Part[];
  messages: { role: string; content: string | Part[] }[];
  tools?: { name: string; input_schema: unknown }[];
  tool_choice?: { type: string; name?: string };
  output_config?: { format?: { schema?: unknown } };
}

interface OpenaiRequest {
  model: string;
  messages: { role: string; content: string | Part[] }[];
  response_format?: { type: string; json_schema?: { schema: unknown } };
}

/** What the two ends of a protocol have in common. */
export interface Protocol {
  path: string;
  /** Reads a request. Throws Error for one that such a server would refuse. */
  read(body: unknown, headers: Headers): Pick<Asked, "protocol" | "model" | "system" | "brief" | "schema" | "args">;
  /** The body of a 200. */
  write(body: unknown, answer: Answer, n: number): unknown;
}

function textOf(content: string | Part[] | undefined): string {
  return typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("");
}

function said({ reply }: Answer): string {
  return typeof reply === "string" ? reply : JSON.stringify(reply ?? "");
}

const anthropic: Protocol = {
  path: "/v1/messages",
  read(body, headers) {
    const { model, max_tokens, system, messages, tools, output_config } = body as AnthropicRequest;
    if (headers.get("anthropic-version") !== "2023-06-01") throw new Error("anthropic-version: header is required");
    if (!(max_tokens > 0)) throw new Error("max_tokens: Field required");
    const schema = tools?.[0]?.input_schema ?? output_config?.format?.schema;
    return {
      protocol: "anthropic",
      model,
      system: textOf(system),
      brief: textOf(messages.findLast(({ role }) => role === "user")?.content),
      ...(schema === undefined ? {} : { schema }),
    };
  },
  write(body, answer, n) {
    const { model, tools, tool_choice } = body as AnthropicRequest;
    const tool = tool_choice?.type === "tool" || tool_choice?.type === "any" ? tools?.[0]?.name : undefined;
    const object = typeof answer.reply === "object" && answer.reply !== null;
    const content = answer.empty
      ? []
      : tool !== undefined && object && answer.refusal === undefined
      ? [{ type: "tool_use", id: `toolu_${n}`, name: tool, input: answer.reply }]
      : [{ type: "text", text: answer.refusal ?? said(answer) }];
    const stop = answer.cutShort ? "max_tokens" : answer.refusal !== undefined ? "refusal" : "end_turn";
    const { in: input_tokens, out: output_tokens } = answer.tokens ?? { in: 1000, out: 100 };
    return {
      id: `msg_${n}`,
      type: "message",
      role: "assistant",
      model,
      content,
      stop_reason: stop === "end_turn" && content[0]?.type === "tool_use" ? "tool_use" : stop,
      stop_sequence: null,
      usage: { input_tokens, output_tokens },
    };
  },
};

const openai: Protocol = {
  path: "/v1/chat/completions",
  read(body) {
    const { model, messages, response_format } = body as OpenaiRequest;
    if (typeof model !== "string") throw new Error("you must provide a model parameter");
    const schema = response_format?.json_schema?.schema;
    return {
      protocol: "openai",
      model,
      system: textOf(messages.find(({ role }) => role === "system")?.content),
      brief: textOf(messages.findLast(({ role }) => role === "user")?.content),
      ...(schema === undefined ? {} : { schema }),
    };
  },
  write(body, answer, n) {
    const { model } = body as OpenaiRequest;
    const { in: prompt_tokens, out: completion_tokens } = answer.tokens ?? { in: 1000, out: 100 };
    const message = answer.refusal === undefined
      ? { role: "assistant", content: said(answer) }
      : { role: "assistant", content: null, refusal: answer.refusal };
    const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
    return {
      id: `chatcmpl-${n}`,
      object: "chat.completion",
      created: 1_760_000_000,
      model,
      choices: answer.empty ? [] : [{ index: 0, message, finish_reason: answer.cutShort ? "length" : "stop" }],
      ...(answer.tokens === null ? {} : { usage }),
    };
  },
};

/** What a program was started with, as model_program.ts tells it. */
interface ProgramRequest {
  args: string[];
  stdin: string;
}

/** What it is to print, and how it is to end. */
export interface ProgramAnswer {
  stdout: string;
  stderr: string;
  rc: number;
}

/** `claude -p`, as version 2 of it does. */
const claude: Protocol = {
  path: "/claude",
  read(body) {
    const { args, stdin } = body as ProgramRequest;
    const after = (option: string) => args.includes(option) ? args[args.indexOf(option) + 1] ?? "" : undefined;
    return {
      protocol: "claude",
      model: after("--model") ?? "",
      system: after("--system-prompt") ?? "",
      brief: stdin,
      args,
    };
  },
  write(_body, answer, n): ProgramAnswer {
    const { status = 200, tokens = { in: 1000, out: 100 }, body } = answer;
    const words = status === 401
      ? "Invalid API key · Please run /login"
      : `API Error: ${status} ${JSON.stringify(body ?? "busy")}`;
    const result = {
      type: "result",
      subtype: "success",
      is_error: status !== 200,
      duration_ms: 2000,
      num_turns: 1,
      result: status !== 200 ? words : answer.empty ? "" : answer.refusal ?? said(answer),
      session_id: `session-${n}`,
      total_cost_usd: tokens === null ? undefined : 0.0125,
      ...(tokens === null
        ? {}
        : { usage: usageOf(tokens), modelUsage: { "claude-scripted": { outputTokens: tokens.out } } }),
    };
    return { stdout: `${JSON.stringify(result)}\n`, stderr: "", rc: status === 200 ? 0 : 1 };
  },
};

/** Most of a prompt comes from a cache, which counts as read all the same. */
function usageOf(tokens: { in: number; out: number }): Record<string, number> {
  return {
    input_tokens: 2,
    cache_creation_input_tokens: 3,
    cache_read_input_tokens: tokens.in - 5,
    output_tokens: tokens.out,
  };
}

/** A program of `command:`, which prints its reply. */
const command: Protocol = {
  path: "/command",
  read(body) {
    const { args, stdin } = body as ProgramRequest;
    return { protocol: "command", model: "", system: "", brief: stdin, args };
  },
  write: (_body, answer) => printed(answer, answer.empty ? "" : answer.refusal ?? said(answer)),
};

/** A program of `command-json:`. */
const commandJson: Protocol = {
  path: "/command-json",
  read(body) {
    const { args, stdin } = body as ProgramRequest;
    const { system, brief, schema } = JSON.parse(stdin) as { system: string; brief: string; schema: unknown };
    return { protocol: "command", model: "", system, brief, schema, args };
  },
  write: (_body, answer) => {
    const { tokens = { in: 1000, out: 100 } } = answer;
    const counts = tokens === null ? {} : { tokens_in: tokens.in, tokens_out: tokens.out };
    const reply = answer.empty ? "" : answer.refusal ?? answer.reply ?? "";
    return printed(answer, JSON.stringify({ reply, model: "scripted", ...counts }));
  },
};

function printed({ status = 200 }: Answer, stdout: string): ProgramAnswer {
  if (status === 200) return { stdout, stderr: "", rc: 0 };
  return { stdout: "", stderr: `scripted ${status}\n`, rc: status === 401 ? 77 : 1 };
}

/** All that are spoken. */
export const PROTOCOLS: readonly Protocol[] = [anthropic, openai, claude, command, commandJson];

/** Those of programs, whose misbehaviour is printed and not sent. */
export const PROGRAMS: ReadonlySet<Protocol> = new Set([claude, command, commandJson]);
