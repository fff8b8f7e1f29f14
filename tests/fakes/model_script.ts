// What a model that stands in for a real one is told to say: by a function, or by a list of entries that a file may hold.

/** One request, as a script sees it. */
export interface Asked {
  /** 1 for the first request of the server's life. */
  n: number;
  protocol: "anthropic" | "openai" | "claude" | "command";
  model: string;
  system: string;
  brief: string;
  /** The JSON Schema that came along, however the protocol carries it; absent where it was not sent. */
  schema?: unknown;
  /** A program's arguments. */
  args?: string[];
  /** All headers, lower case; those of a program say nothing. */
  headers: Record<string, string>;
}

/** What the model says, and how its server misbehaves. All of it is optional but one of the first four. */
export interface Answer {
  /** The reply: a value becomes JSON, a text is sent as it is. */
  reply?: unknown;
  /** Words of refusal in place of a reply. */
  refusal?: string;
  /** An answer of the server itself: status, headers, body (a value becomes JSON). */
  status?: number;
  /** Nothing is answered before the server is closed or the other side goes. */
  hang?: boolean;

  headers?: Record<string, string>;
  body?: unknown;
  /** Tokens; 1000 and 100 without them; null: the server says nothing of them. */
  tokens?: { in: number; out: number } | null;
  /** The model was cut short at its limit. */
  cutShort?: boolean;
  /** How many bytes of the answer are sent before it ends as if that were all. */
  truncate?: number;
  /** How many bytes of the answer are sent before the connection breaks. */
  breakAfter?: number;
  /** How many bytes of the answer are sent before nothing more comes. */
  stallAfter?: number;
  /** Without a single choice or piece of content. */
  empty?: boolean;
  /** Answered only when it settles: a test's way to hold a call in flight. */
  after?: Promise<unknown>;
}

/** Says what to answer. It is called once a request, in order. */
export type Script = (asked: Asked) => Answer | Promise<Answer>;

/** An entry of a list: the first that fits and is not used up answers. */
export interface Entry extends Answer {
  /** A regular expression that the brief must match. Default: every one. */
  if?: string;
  /** How often it answers. Default: for ever. */
  times?: number;
}

/** A script from a list; a brief that no entry fits is answered 400, and says so. */
export function listed(entries: readonly Entry[]): Script {
  const used = new Map<Entry, number>();
  return ({ brief }) => {
    const entry = entries.find((each) =>
      new RegExp(each.if ?? "").test(brief) && (used.get(each) ?? 0) < (each.times ?? Infinity)
    );
    if (entry === undefined) {
      return { status: 400, body: { error: { message: "no entry of the script fits this brief" } } };
    }
    used.set(entry, 1 + (used.get(entry) ?? 0));
    return entry;
  };
}
