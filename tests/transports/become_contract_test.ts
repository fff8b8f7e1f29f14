// A shell of another user passes the contract.
import { localTransport } from "../../src/transports/local.ts";
import { shellContract } from "../contracts/shell_contract.ts";
import { testUser } from "../sshd/users.ts";
import { cannotTry } from "./become_ground.ts";

const controllerScript = new URL("../contracts/shell_controller.ts", import.meta.url).pathname;
const missing = cannotTry();
if (missing !== undefined) Deno.test.ignore(`become: skipped, ${missing}`, () => {});
else {
  const bob = await testUser();
  Deno.test.afterAll(async () => await bob[Symbol.asyncDispose]());
  const way = { host: "here", connection: "local", become: { method: "sudo", user: bob.name } } as const;
  shellContract("local sudo to another user", {
    open: (options) => localTransport(options).open({ way }),
    controller: ["run", "-A", controllerScript, JSON.stringify({ way })],
    as: { uid: bob.uid, gid: bob.uid },
  });
}
