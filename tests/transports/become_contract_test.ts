// Shells of other users pass the contract: on this machine, and on a real sshd from a user who may do nothing else.
import { localTransport } from "../../src/transports/local.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { shellContract } from "../contracts/shell_contract.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";
import { cannotTry, sudoRules } from "./become_ground.ts";

const controllerScript = new URL("../contracts/shell_controller.ts", import.meta.url).pathname;
const missing = noFarm() ?? cannotTry();
if (missing !== undefined) Deno.test.ignore(`become: skipped, ${missing}`, () => {});
else {
  const farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  const [alice, bob] = [await farm.user(), await farm.user()];
  const rules = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  Deno.test.afterAll(async () => {
    await rules[Symbol.asyncDispose]();
    await farm[Symbol.asyncDispose]();
  });
  const entrance = farm.enter("far", { user: alice.name, become: { method: "sudo", user: "root" } });
  shellContract("ssh and sudo to root", {
    open: (options) => sshTransport(options).open(entrance),
    controller: ["run", "-A", controllerScript, JSON.stringify({ way: entrance.way })],
  });
  const way = { host: "here", connection: "local", become: { method: "sudo", user: bob.name } } as const;
  shellContract("local sudo to another user", {
    open: (options) => localTransport(options).open({ way }),
    controller: ["run", "-A", controllerScript, JSON.stringify({ way })],
    as: { uid: bob.uid, gid: bob.uid },
  });
}
