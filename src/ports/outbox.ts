// Notifications on their way to people: written with what they are about, sent by whoever works.

/** A notification that is to be sent now. */
export interface Posted {
  id: number;
  loop: number;
  /** As typed: `command:PROGRAM` or a URL. */
  target: string;
  /** What the receiver gets, as JSON text; its `id` is the same at every attempt, since one may be sent twice. */
  body: string;
  /** What it is about, in a word or two. */
  event: string;
  /** One sentence for people, without control characters. */
  text: string;
  /** Counts from 1, this one included. */
  attempt: number;
}

/** What is to be fetched from the outbox. */
export interface Fetching {
  /** At most so many. */
  limit: number;
  /** For so many milliseconds nobody else fetches them; one whose sender died in this time is due again afterwards. */
  forMs: number;
  /** Only those of one loop, also those that are held back until more of their kind have come. */
  loop?: number;
  /** Targets that are busy already. */
  except?: readonly string[];
}

/** The outbox of one database. Each method that writes is one transaction; each of them may throw StoreError. */
export interface Outbox {
  /** Takes what is due, the longest due first and no two for the same target, and counts the attempt. Writes nothing where nothing is due. */
  due(fetching: Fetching): Promise<Posted[]>;
  /** It was received. */
  delivered(posted: Posted): Promise<void>;
  /** It was not; due again at `nextAt` (ms since 1970, UTC), or given up with null. Ignored once somebody else has tried since. */
  failed(posted: Posted, error: string, nextAt: number | null): Promise<void>;
}
