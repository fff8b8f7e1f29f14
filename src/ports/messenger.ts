// The way to where people are told: a program or a URL.
import type { Posted } from "./outbox.ts";

/** Sends notifications. */
export interface Messenger {
  /** Null where it was received; else why not, in one line without control characters. Never throws; ends soon after the signal, as not received. */
  send(posted: Posted, signal: AbortSignal): Promise<string | null>;
}
