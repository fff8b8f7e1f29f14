// How the status page is to be opened, by its flags. Everything that can be refused is refused here.
import { resolve } from "node:path";
import { InputError } from "../model/errors.ts";
import type { OpenTerms } from "../ports/page_world.ts";
import type { Context } from "./context.ts";
import { isLoopback } from "../words/loopback.ts";
import type { Address } from "./listen_address.ts";
import { readTokens } from "./page_tokens.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";

/** The terms. Throws Refusal or InputError. */
export function pageTerms(context: Context, address: Address): OpenTerms {
  const { io, flags } = context;
  const names = (flags.hostName ?? []).map(hostName);
  const tls = tlsOf(context);
  const { hostname } = address;
  if (flags.tokenFile === undefined && !isLoopback(hostname)) {
    throw new Refusal(`Others can reach ${hostname}: whoever comes in there needs a token, and there is none`, {
      hint: [
        "Make a file with one and name it with --token-file:",
        '  (umask 077; echo "full $USER $(openssl rand -hex 32)" > tokens)',
        "or leave --listen out, and come from elsewhere with ssh -L 8640:127.0.0.1:8640 HOST",
      ].join("\n"),
    });
  }
  const tokens = flags.tokenFile === undefined ? undefined : tokensIn(context, flags.tokenFile);
  return {
    ...address,
    names,
    user: io.user,
    ...(tokens === undefined ? {} : { tokens }),
    ...(tls === undefined ? {} : { tls }),
  };
}

/** What is odd about them, a sentence each. */
export function pageWarnings({ hostname, tls }: OpenTerms): string[] {
  if (tls !== undefined || isLoopback(hostname)) return [];
  return [
    "tokens go over plain http here, and whoever is on the way can read them: use --tls-cert and --tls-key, a proxy that " +
    "speaks https, or ssh -L",
  ];
}

function tokensIn({ io }: Context, file: string): ReturnType<typeof readTokens> {
  const path = resolve(io.cwd, file);
  const kind = io.kind(path);
  if (kind === undefined || kind === "directory") {
    const is = kind === undefined ? "There is no such file" : "This is a folder";
    throw new InputError(`${is}: write a line \`full NAME TOKEN\` into one, readable by you alone`, { file });
  }
  const mode = io.mode(path);
  if (mode !== undefined && (mode & 0o077) !== 0) {
    const instead = `type chmod 600 ${quoted(file)}`;
    throw new InputError(`Others on this machine may read or change it, and come in with what it says: ${instead}`, {
      file,
    });
  }
  return readTokens(io.readText(path), { file, user: io.user });
}

function tlsOf({ io, flags: { tlsCert, tlsKey } }: Context): { cert: string; key: string } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    const missing = tlsCert === undefined ? "--tls-cert" : "--tls-key";
    throw new Refusal(`For https ${missing} is missing: a certificate and its key belong together`, {
      hint: `Add ${missing} FILE, or leave both out`,
    });
  }
  return { cert: pem(io, tlsCert, "CERTIFICATE"), key: pem(io, tlsKey, "PRIVATE KEY") };
}

function pem(io: Context["io"], file: string, what: string): string {
  const text = io.readText(resolve(io.cwd, file));
  if (text.includes(`${what}-----`)) return text;
  throw new InputError(`There is no ${what} in it: it is a PEM file, with a line that begins with -----BEGIN`, {
    file,
  });
}

function hostName(text: string): string {
  if (/^[a-z\d]([a-z\d.-]*[a-z\d])?(:\d{1,5})?$/i.test(text)) return text.toLowerCase();
  throw new Refusal(`--host-name ${JSON.stringify(text)} is no name`, { hint: "Write it as in ops.example.com" });
}
