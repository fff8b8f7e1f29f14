// Entrances of hosts that are all this machine, whatever they are called.
import type { Entrance } from "../../src/model/way.ts";
import type { Entrances } from "../../src/ports/entrances.ts";

/** The way into a host that is this machine. */
export function enter(host: string): Entrance {
  return { way: { host, connection: "local" } };
}

/** Every host is this machine. */
export const hereEntrances: Entrances = { to: enter, again: (way) => ({ way }) };
