// Sessions that need no memory: what the cookie says is signed with the token that it was got for, so they survive a restart and end with the token.
import type { PageWorld } from "../../ports/page_world.ts";
import { isEqual, type Key, sign } from "./tokens.ts";

/** Milliseconds that a session lives without being used. */
export const IDLE_MS = 12 * 3_600_000;
/** That it lives at all. */
export const MOST_MS = 7 * 24 * 3_600_000;
/** After how much of its time it is made longer: not at each request. */
const RENEW_MS = 600_000;
/** Sessions that were left and would still be good: forgotten, oldest first, beyond this. */
const MOST_LEFT = 10_000;

/** A session that is known, good or not. */
export interface Session {
  /** Random; the same for as long as it is renewed. */
  id: string;
  key: Key;
  /** Milliseconds since 1970, UTC. */
  since: number;
  until: number;
  /** It is what it says, but its time is over, or somebody left it. */
  over: boolean;
}

/** All sessions of one server. */
export interface Sessions {
  /** A new one, as text for a cookie: letters, digits, `.`, `_` and `-`. */
  begin(key: Key): string;
  /** What a cookie says; undefined where it was not made by us, was changed, or its token is gone. */
  read(cookie: string): Session | undefined;
  /** The same session for longer; undefined where that is not due. */
  renewed(session: Session): string | undefined;
  /** Ends it before its time. A restart of the server forgets that. */
  leave(session: Session): void;
}

/** For these tokens. */
export function sessions({ clock, random }: Pick<PageWorld, "clock" | "random">, keys: readonly Key[]): Sessions {
  const left = new Set<string>();
  const sealed = (id: string, key: Key, since: number) => {
    const until = Math.min(clock.now() + IDLE_MS, since + MOST_MS);
    const text = [id, since, until].join(".");
    return `${text}.${sign("session", text, key)}`;
  };
  return {
    begin: (key) => sealed(random(16).toHex(), key, clock.now()),
    read(cookie) {
      const [, text, id, since, until, mac] =
        /^(([0-9a-f]{32})\.(\d{1,15})\.(\d{1,15}))\.([0-9a-f]{64})$/.exec(cookie) ?? [];
      if (text === undefined || id === undefined || mac === undefined) return undefined;
      const given = Uint8Array.fromHex(mac);
      const key = keys.reduce<Key | undefined>(
        (found, each) => isEqual(given, Uint8Array.fromHex(sign("session", text, each))) ? each : found,
        undefined,
      );
      if (key === undefined) return undefined;
      return {
        id,
        key,
        since: Number(since),
        until: Number(until),
        over: left.has(id) || Number(until) <= clock.now(),
      };
    },
    renewed({ id, key, since, until }) {
      const longer = Math.min(clock.now() + IDLE_MS, since + MOST_MS);
      return longer - until < RENEW_MS ? undefined : sealed(id, key, since);
    },
    leave({ id }) {
      left.add(id);
      if (left.size > MOST_LEFT) left.delete(left.values().next().value!);
    },
  };
}
