// A shell under su passes the contract, too.
import { localTransport } from "../../src/transports/local.ts";
import { shellContract } from "../contracts/shell_contract.ts";
import { testUser } from "../sshd/users.ts";
import { cannotTry } from "./become_ground.ts";

const controllerScript = new URL("../contracts/shell_controller.ts", import.meta.url).pathname;
const missing = cannotTry();
if (missing !== undefined) Deno.test.ignore(`su: skipped, ${missing}`, () => {});
else {
  const bob = await testUser();
  Deno.test.afterAll(async () => await bob[Symbol.asyncDispose]());
  const way = { host: "here", connection: "local", become: { method: "su", user: bob.name } } as const;
  // su keeps the PATH of whoever calls it: folders of root's that nobody else may read would make 126 of "not found".
  const shell = ["env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "sh"];
  shellContract("local su to another user", {
    open: (options) => localTransport({ shell, ...options }).open({ way }),
    controller: ["run", "-A", controllerScript, JSON.stringify({ shell, way })],
    as: { uid: bob.uid, gid: bob.uid },
  });
}
