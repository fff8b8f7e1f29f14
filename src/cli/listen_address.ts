// Where the status page listens, as `--listen` has it: an address and a port.
import { Refusal } from "./refusal.ts";

/** What it is where nothing is said. */
const USUAL_PORT = 8640;
export const USUAL_ADDRESS = `127.0.0.1:${USUAL_PORT}`;

/** Port 0: any that is free. */
export interface Address {
  hostname: string;
  port: number;
}

const SHAPE = /^(?:\[([\da-f:.]+)\]|([^:[\]\s]*))(?::(\d{1,5}))?$/i;

/**
 * The address in `127.0.0.1:8640`, `[::1]:8640`, `localhost:8640`, `:8640`, `8640`; the port may be left out. `localhost` and no address at all are
 * this machine alone. Throws Refusal.
 */
export function listenAddress(text: string): Address {
  const typed = text.trim();
  if (/^\d{1,5}$/.test(typed)) return { hostname: "127.0.0.1", port: portIn(typed, text) };
  const parts = SHAPE.exec(typed);
  if (parts === null || !isHost(parts[1] ?? parts[2] ?? "")) {
    const bare = /^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i.test(typed);
    throw new Refusal(`--listen ${JSON.stringify(text)} is no address`, {
      hint: bare
        ? `An address with colons is written in brackets: [${typed}]:${USUAL_PORT}`
        : `Write ADDRESS:PORT, as in ${USUAL_ADDRESS} or [::1]:${USUAL_PORT}`,
    });
  }
  const [, six, other = "", port] = parts;
  const hostname = six ?? (other === "" || other.toLowerCase() === "localhost" ? "127.0.0.1" : other.toLowerCase());
  return { hostname, port: port === undefined ? USUAL_PORT : portIn(port, text) };
}

/** `127.0.0.1:8640`, `[::1]:8640`. */
export function addressText({ hostname, port }: Address): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/** The same with the port that was found free, by the URL of the page that is open there. */
export function foundAddress<T extends Address>(asked: T, url: string): T {
  // A URL does not name the usual port of its scheme; none of those is found, they are asked for.
  return asked.port === 0 ? { ...asked, port: Number(new URL(url).port) } : asked;
}

function isHost(name: string): boolean {
  return name === "" || name.includes(":") || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(name);
}

function portIn(digits: string, text: string): number {
  const port = Number(digits);
  if (port <= 65_535) return port;
  throw new Refusal(`--listen ${JSON.stringify(text)} has no port: one is at most 65535`, {
    hint: `Write ADDRESS:PORT, as in ${USUAL_ADDRESS}; port 0 is any that is free`,
  });
}
