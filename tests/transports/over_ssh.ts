// The shell's contract over a real sshd: with one login that all shells share, or with a login each.
import type { Shell } from "../../src/ports/shell.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { SshConnection } from "../../src/transports/ssh_connection.ts";
import { WrongPasswords } from "../../src/transports/wrong_passwords.ts";
import { shellContract } from "../contracts/shell_contract.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";

const controllerScript = new URL("../contracts/shell_controller.ts", import.meta.url).pathname;

/** Registers the contract for a shell; `shared`: nobody has to log in but the first. */
export async function contractOverSsh(shell: string[], { shared }: { shared: boolean }): Promise<void> {
  const name = `ssh ${shell.join(" ")}${shared ? "" : ", a login each"}`;
  const missing = noFarm();
  if (missing !== undefined) {
    Deno.test.ignore(`${name}: skipped, ${missing}`, () => {});
    return;
  }
  const farm = await sshFarm();
  await farm.sshd({ names: ["far"], config: ["MaxSessions 50"] });
  const { way } = farm.enter("far");
  const connection = new SshConnection({ way }, { wrong: new WrongPasswords(), loginSeconds: 20 });
  if (shared) await connection.session(["cat"]);
  Deno.test.afterAll(async () => {
    connection.kill();
    await farm[Symbol.asyncDispose]();
  });
  const onOne = (options: { receipts: string; keepBytes?: number }): Promise<Shell> =>
    openShell({ host: "far", shell, connect: (signal) => connection.session(shell, signal), ...options });
  shellContract(name, {
    open: (options) => shared ? onOne(options) : sshTransport({ shell, ...options }).open({ way }),
    controller: ["run", "-A", controllerScript, JSON.stringify({ shell, way })],
  });
}
