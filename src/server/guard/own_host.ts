// Under which names the page may be asked for. A name that somebody else points at this machine (DNS rebinding) is none.
import type { OpenTerms } from "../../ports/page_world.ts";
import { isLoopback } from "../../words/loopback.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Which hosts are ours. */
export interface OwnHost {
  /** Whether the page may be asked for by this header Host. */
  asked(host: string): boolean;
  /** Whether the host of an origin is one of `names`; with a port that is not the usual one only where that is named too. */
  named(host: string): boolean;
}

/**
 * Names that are listened on and `names`. On loopback all of its names, with any port: a tunnel (`ssh -L`) has one of its own, and no other site
 * can make a browser say them. Where every address is listened on any address is ours: only names can be pointed elsewhere.
 */
export function ownHost({ hostname, names }: Pick<OpenTerms, "hostname" | "names">): OwnHost {
  const own = bracketed(hostname);
  const named = new Set(names.map(bracketed));
  const known = new Set([own, ...[...named].map(nameIn), ...isLoopback(hostname) ? LOOPBACK : []]);
  const everywhere = own === "0.0.0.0" || own === "[::]";
  return {
    asked(host) {
      const name = nameIn(host);
      if (name === undefined) return false;
      return known.has(name) || everywhere && (name === "localhost" || isAddress(name));
    },
    named: (host) => named.has(host.toLowerCase()),
  };
}

/** In lower case, without port and last dot; undefined for what is no host. */
function nameIn(host: string): string | undefined {
  const name = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host)?.[1];
  return name?.toLowerCase().replace(/\.$/, "");
}

/** An IPv6 address as it stands in a URL; a name with a port has one colon. */
function bracketed(name: string): string {
  return /^[^[]*:.*:/.test(name) ? `[${name.toLowerCase()}]` : name.toLowerCase();
}

function isAddress(name: string): boolean {
  return name.startsWith("[") || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}
