// A question to a language model, and what came back.

/** What is sent: all of it, each time. */
export interface Prompt {
  /** Who the model is to be, and the shape of its reply. The same for all calls of a loop. */
  system: string;
  /** What it is to decide on. */
  brief: string;
  /** JSON Schema of the reply. */
  schema: { [key: string]: unknown };
}

/** What came back. */
export interface Reply {
  text: string;
  /** Null where the provider does not say. */
  tokensIn: number | null;
  tokensOut: number | null;
  /** US dollars; null where neither provider nor price is known. */
  costUsd: number | null;
  /** The model that answered, as the provider names it; absent: as it was asked for. */
  model?: string;
}

/** `sent`: on its way, or lost with its process; `answered`; `failed`: the provider said no; `lost`: nobody waits for it any more. */
export type CallStatus = "sent" | "answered" | "failed" | "lost";

/** A call's row, without the brief. */
export interface RecordedCall {
  id: number;
  iteration: number;
  purpose: CallPurpose;
  /** 1 for the first of a decision; 2 and 3 follow a reply that made no sense. */
  attempt: number;
  model: string;
  status: CallStatus;
  reply: string | null;
  /** What was wrong with the reply, or why there is none. */
  problem: string | null;
  tokensIn: number | null;
  tokensOut: number | null;
  costUsd: number | null;
  /** Milliseconds between question and answer. */
  ms: number | null;
  startedAt: string;
}

/** What a model is asked for: the next decision, or a plan of increments. */
export type CallPurpose = "decide" | "plan";
