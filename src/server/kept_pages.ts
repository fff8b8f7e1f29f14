// Pages that were just made, for all who look at the same at the same moment: news bring every open page back at once.
import type { Clock } from "../ports/clock.ts";
import type { Hub } from "./events/hub.ts";
import type { Framed } from "./frame.tsx";
import { zip } from "./zip.ts";

/** Milliseconds that a page is good for though nothing was written: times on it pass. */
const GOOD_MS = 1000;
/** Pages at once. */
const MOST = 100;
/** Bytes below which there is nothing to gain. */
const WORTH_ZIPPING = 2048;

/** A page as it is sent. */
export interface KeptPage {
  status: Framed["status"];
  plain: Uint8Array<ArrayBuffer>;
  /** Compressed, once for all; undefined where that gains nothing. */
  zipped(): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Thrown away as soon as anybody has written to the database. */
export class KeptPages {
  readonly #hub: Pick<Hub, "version">;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { at: number; page: Promise<KeptPage | undefined> }>();
  #version = -1;

  constructor(hub: Pick<Hub, "version">, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
  }

  /** The page of this key: whoever asks while it is being made waits for it. Undefined where `make` makes nothing; rejects as it does. */
  page(key: string, make: () => Promise<Framed | undefined>): Promise<KeptPage | undefined> {
    const version = this.#hub.version();
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
    const known = this.#kept.get(key);
    const now = this.#clock.monotonic();
    if (known !== undefined && now - known.at < GOOD_MS) return known.page;
    const page = make().then((made) => made === undefined ? undefined : kept(made));
    this.#kept.delete(key);
    this.#kept.set(key, { at: now, page });
    if (this.#kept.size > MOST) this.#kept.delete(this.#kept.keys().next().value!);
    page.catch(() => this.#kept.get(key)?.page === page && this.#kept.delete(key));
    return page;
  }
}

/** A page that nobody else will ask for. */
export function kept({ html, status }: Framed): KeptPage {
  const plain = new TextEncoder().encode(html);
  let zipped: Promise<Uint8Array<ArrayBuffer>> | undefined;
  return {
    status,
    plain,
    zipped: () => plain.length < WORTH_ZIPPING ? Promise.resolve(undefined) : zipped ??= zip(plain),
  };
}
