// Far hosts, over the system's ssh: one connection a host and user, one `sh` on it a way.
import type { Entrance, Way } from "../model/way.ts";
import type { Transport } from "../ports/transport.ts";
import { connectAs } from "./become.ts";
import { openShell } from "./posix_shell.ts";
import { SshConnection } from "./ssh_connection.ts";
import { slowShell } from "./ssh_failure.ts";
import { WrongPasswords } from "./wrong_passwords.ts";

const defaultLoginSeconds = 20;

/** What may be chosen about the ssh transport. */
export interface SshTransportOptions {
  /** The words that start a POSIX shell on the host which reads commands from its standard input; `["sh"]` without them. */
  shell?: string[];
  /** Folder for receipts on the host; `.ftl2` in the user's home without it. */
  receipts?: string;
  /** How many bytes of each output are kept at its head, and again at its tail; 512 KiB without it. */
  keepBytes?: number;
  /** Seconds that a host may take from the accepted connection to its login shell's first word, beyond `ansible_timeout`, and for which a login is begun again that sshd cuts off at once; 20 without it. */
  loginSeconds?: number;
}

/** Shells over ssh. Disposing ends all connections at once; shells that are to say goodbye are closed before. */
export function sshTransport(options: SshTransportOptions = {}): Transport & AsyncDisposable {
  const { shell = ["sh"], loginSeconds = defaultLoginSeconds } = options;
  // By way with or without become: one memory is enough.
  const wrong = new WrongPasswords();
  const connections = new Map<string, SshConnection>();
  const connectionOf = (entrance: Entrance) => {
    const key = keyOf(entrance.way);
    const known = connections.get(key);
    known?.renew(entrance);
    if (known !== undefined) return known;
    const connection = new SshConnection(entrance, { wrong, loginSeconds });
    connections.set(key, connection);
    return connection;
  };
  return {
    open: async (entrance, signal) => {
      const { host } = entrance.way;
      const connection = connectionOf(entrance);
      const spawn = (words: readonly string[], signal?: AbortSignal) => connection.session(words, signal);
      const arrive = connectAs(entrance, { shell, spawn, wrong });
      const late = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const connect = async (signal?: AbortSignal) => {
        const pipes = await arrive(signal);
        timer ??= setTimeout(() => late.abort(new Error(slowShell(loginSeconds))), loginSeconds * 1000);
        return pipes;
      };
      const over = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
      try {
        return await openShell({ ...options, host, shell, connect }, over);
      } finally {
        clearTimeout(timer);
      }
    },
    [Symbol.asyncDispose]: () => {
      for (const connection of connections.values()) connection.kill();
      connections.clear();
      return Promise.resolve();
    },
  };
}

/** Ways that share a connection: those of one host that differ in who is become, in the Python there, or in how long entering may take. Two names of one host are two hosts, also to sshd's limits. */
function keyOf({ become: _become, python: _python, timeout: _timeout, ...way }: Way): string {
  return JSON.stringify(Object.entries(way).sort(([a], [b]) => a < b ? -1 : 1));
}
