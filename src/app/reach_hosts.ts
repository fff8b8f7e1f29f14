// Every way into a host: this machine, or over ssh, each as any user. What ssh needs is loaded when a far host is first entered.
import type { Transport } from "../ports/transport.ts";
import { localTransport } from "../transports/local.ts";

/** A transport that goes by what a way says. Disposing ends all connections at once. */
export function reachHosts(): Transport & AsyncDisposable {
  const local = localTransport();
  let far: Promise<Transport & AsyncDisposable> | undefined;
  const ssh = async () => (await import("../transports/ssh.ts")).sshTransport();
  return {
    open: async (entrance, signal) => {
      if (entrance.way.connection === "local") return await local.open(entrance, signal);
      far ??= ssh();
      return await (await far).open(entrance, signal);
    },
    [Symbol.asyncDispose]: async () => await (await far)?.[Symbol.asyncDispose](),
  };
}
