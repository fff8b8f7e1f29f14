// How many logins are under way at once: sshd turns away whoever comes as one too many, and each costs this machine 100 ms of a core.
import type { Entrance, Way } from "../model/way.ts";
import type { Shell } from "../ports/shell.ts";
import type { Transport } from "../ports/transport.ts";
import { Slots } from "./slots.ts";

/** At once from one process. */
const AT_ONCE = 50;
/** At once to one address and port: from the eleventh on that has not logged in yet, sshd (MaxStartups 10:30:100) drops some. */
const TO_ONE = 8;

/** A transport that opens so many ways at once and the others after them, in order. Sessions that are open do not count. */
export class Logins implements Transport {
  readonly #inner: Transport;
  readonly #all: Slots;
  readonly #toOne: number;
  /** By where they lead; gone with the last that waits. */
  readonly #places = new Map<string, { slots: Slots; users: number }>();

  constructor(inner: Transport, { atOnce = AT_ONCE, toOne = TO_ONE } = {}) {
    this.#inner = inner;
    this.#all = new Slots(atOnce);
    this.#toOne = toOne;
  }

  open(entrance: Entrance, signal?: AbortSignal): Promise<Shell> {
    const { way } = entrance;
    if (way.connection === "local") return this.#inner.open(entrance, signal);
    const open = () => {
      signal?.throwIfAborted();
      return this.#inner.open(entrance, signal);
    };
    return this.#inPlace(placeOf(way), () => this.#all.with(open, signal), signal);
  }

  async #inPlace<T>(place: string, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const known = this.#places.get(place) ?? { slots: new Slots(this.#toOne), users: 0 };
    this.#places.set(place, known);
    known.users++;
    try {
      return await known.slots.with(work, signal);
    } finally {
      if (--known.users === 0) this.#places.delete(place);
    }
  }
}

/** The sshd that is asked first: a jump host's, where ssh is told of one; else the host's own. What ~/.ssh/config makes of it is not known here. */
function placeOf({ host, address = host, port = 22, arguments: words = [] }: Way): string {
  const at = words.findIndex((word) => /^-J|^(-o)?Proxy(Jump|Command)\b/i.test(word));
  return at < 0 ? `${address} ${port}` : words.slice(at, at + 2).join(" ");
}
