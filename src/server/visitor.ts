// Who asks: known by a token, a session, or by being on this machine.

export interface Visitor {
  /** In whose name deeds are done. */
  name: string;
  /** `read` sees everything and does nothing. */
  role: "read" | "full";
  /** Came in by a session that can be left. */
  session: boolean;
}

/** What the guard hands to every route. */
export interface Env {
  /** `visitor`: absent on the few routes that are open to all. */
  Variables: { visitor: Visitor };
  /** `address`: the client's; absent where a request did not come over a connection. */
  Bindings: { address?: string };
}
