// A shell of another user on a real sshd, entered as somebody who may do nothing else, passes the contract, too.
import { sshTransport } from "../../src/transports/ssh.ts";
import { shellContract } from "../contracts/shell_contract.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";
import { cannotTry, sudoRules } from "./become_ground.ts";

const controllerScript = new URL("../contracts/shell_controller.ts", import.meta.url).pathname;
const missing = noFarm() ?? cannotTry();
if (missing !== undefined) Deno.test.ignore(`become over ssh: skipped, ${missing}`, () => {});
else {
  const farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  const alice = await farm.user();
  const rules = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  Deno.test.afterAll(async () => {
    await rules[Symbol.asyncDispose]();
    await farm[Symbol.asyncDispose]();
  });
  const { way } = farm.enter("far", { user: alice.name, become: { method: "sudo", user: "root" } });
  shellContract("ssh and sudo to root", {
    open: (options) => sshTransport(options).open({ way }),
    controller: ["run", "-A", controllerScript, JSON.stringify({ way })],
  });
}
