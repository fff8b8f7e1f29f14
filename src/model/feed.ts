// What the record tells readers as it happens: small rows, in order, for live views and for whoever is to be notified.
import type { Json } from "./json.ts";

/** What happened. */
export type FeedKind =
  | "submitted"
  | "claimed"
  | "taken over"
  | "waiting"
  | "paused"
  | "resumed"
  | "retried"
  | "cancelled"
  /** A human wants a pause or the end of a loop that is being worked on; it comes once the running action has ended. */
  | "stop asked"
  | "completed"
  | "failed"
  | "blocked"
  | "run ended"
  | "iteration opened"
  | "iteration closed"
  | "action started"
  | "action ended"
  | "model asked"
  | "model answered"
  | "prompt"
  | "answered"
  | "drift"
  | "drift corrected";

/** A row of the feed. `about` is the id of the iteration, action, prompt, drift or question to the model that it is about. */
export interface FeedEvent {
  id: number;
  /** ISO 8601, UTC. */
  at: string;
  loop: number;
  kind: FeedKind;
  about: number | null;
  /** A few words or numbers (a reason, an owner, a tally), never outputs. */
  data: Json;
}
