// The server's "no" to a request: what answers it, in a sentence.

/** Thrown anywhere while a request is served. */
export class Refusal extends Error {
  override name = "Refusal";
  /** What else is sent: `retry-after`, `allow`. */
  readonly headers: { [name: string]: string };
  /** What to do instead. */
  readonly hint: string | undefined;
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 414 | 415 | 421 | 429 | 500 | 503,
    /** A word for programs: `not_found`, `forbidden`. */
    readonly kind: string,
    message: string,
    { hint, headers = {} }: { hint?: string; headers?: { [name: string]: string } } = {},
  ) {
    super(message);
    this.hint = hint;
    this.headers = headers;
  }
}
