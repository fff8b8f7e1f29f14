// Far hosts, over the system's ssh: one connection a host and user, one `sh` on it a way.
import type { Entrance, Way } from "../model/way.ts";
import type { Transport } from "../ports/transport.ts";
import { connectAs } from "./become.ts";
import { openShell } from "./posix_shell.ts";
import { SshConnection } from "./ssh_connection.ts";
import { WrongPasswords } from "./wrong_passwords.ts";

/** 512 KiB. */
const defaultKeepBytes = 512 * 1024;

/** What may be chosen about the ssh transport. */
export interface SshTransportOptions {
  /** The words that start a POSIX shell on the host which reads commands from its standard input; `["sh"]` without them. */
  shell?: string[];
  /** Folder for receipts on the host; `.ftl2` in the user's home without it. */
  receipts?: string;
  /** How many bytes of each output are kept at its head, and again at its tail; 512 KiB without it. */
  keepBytes?: number;
}

/** Shells over ssh. Disposing ends all connections at once; shells that are to say goodbye are closed before. */
export function sshTransport(options: SshTransportOptions = {}): Transport & AsyncDisposable {
  const { shell = ["sh"], keepBytes = defaultKeepBytes } = options;
  const wrong = new WrongPasswords();
  const connections = new Map<string, SshConnection>();
  const connectionOf = (entrance: Entrance) => {
    const key = keyOf(entrance.way);
    const known = connections.get(key);
    // An idle one is left, since the password may have changed.
    if (known !== undefined && !known.idle) return known;
    const connection = new SshConnection(entrance);
    connections.set(key, connection);
    return connection;
  };
  return {
    open: async (entrance, signal) => {
      const { host } = entrance.way;
      const connection = connectionOf(entrance);
      const spawn = (words: readonly string[], signal?: AbortSignal) => connection.session(words, signal);
      const connect = connectAs(entrance, { shell, spawn, wrong });
      return await openShell({ ...options, host, shell, connect, keepBytes }, signal);
    },
    [Symbol.asyncDispose]: () => {
      for (const connection of connections.values()) connection.kill();
      connections.clear();
      return Promise.resolve();
    },
  };
}

/** Ways that share a connection. */
function keyOf({ become: _, host: __, ...way }: Way): string {
  return JSON.stringify(Object.entries({ address: way.address ?? __, ...way }).sort(([a], [b]) => a < b ? -1 : 1));
}
