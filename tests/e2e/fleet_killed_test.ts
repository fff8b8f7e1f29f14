// kill -9 of a worker while hosts run a command over ssh, as several users.
import { noFarm } from "../sshd/farm.ts";
import { cannotTry } from "../transports/become_ground.ts";
import { takesOver } from "./taken_over.ts";

Deno.test({
  name:
    "a worker takes over five hosts from a worker that was killed, finds each command as its user, and runs none twice",
  ignore: noFarm() !== undefined || cannotTry() !== undefined,
  fn: () => takesOver("worker"),
});
