// Shells over ssh pass the contract with every shell that this project promises, on a real sshd.
import { sshTransport } from "../../src/transports/ssh.ts";
import { shellContract } from "../contracts/shell_contract.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";

const controllerScript = new URL("../contracts/shell_controller.ts", import.meta.url).pathname;
const missing = noFarm();
if (missing !== undefined) Deno.test.ignore(`ssh: skipped, ${missing}`, () => {});
else {
  const farm = await sshFarm();
  await farm.sshd({ names: ["far"] });
  Deno.test.afterAll(async () => await farm[Symbol.asyncDispose]());
  const entrance = farm.enter("far");
  for (const shell of [["dash"], ["bash"], ["busybox", "sh"]]) {
    shellContract(`ssh ${shell.join(" ")}`, {
      // A transport of its own each time: every shell logs in.
      open: (options) => sshTransport({ shell, ...options }).open(entrance),
      controller: ["run", "-A", controllerScript, JSON.stringify({ shell, way: entrance.way })],
    });
  }
}
