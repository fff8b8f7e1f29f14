// Where a model is asked over HTTP.

/** Whom a question goes to. */
export interface Endpoint {
  /** The base URL of all its requests. */
  url: string;
  model: string;
  /** The key that goes along; null: none does. */
  key: string | null;
  /** What to do about a key that is missing or wrong, as a sentence. */
  keyHint: string;
  limitMs: number;
}

/** As `fetch` is called by those who speak a protocol. */
export type Fetch = typeof fetch;
