// Ansible's modules by another shell, without the controller's shortcuts, as another user, and over ssh.
import { connectLocal, localTransport } from "../../src/transports/local.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { enter } from "../fakes/entrances.ts";
import { noOracle } from "../modules/oracle/suites.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";
import { testUser } from "../sshd/users.ts";
import { cannotTry } from "../transports/become_ground.ts";
import { runnerContract } from "./runner_contract.ts";

const why = await noOracle();
const controller: string[] = [];
if (why !== undefined) Deno.test.ignore(`Ansible's modules by other ways: skipped, ${why}`, () => {});
else {
  runnerContract("Ansible's modules by bash", {
    open: (options) => localTransport({ shell: ["bash"], ...options }).open(enter("localhost")),
    controller,
  });
  runnerContract("Ansible's modules by sh, outputs through the pipe", {
    open: (options) => openShell({ host: "localhost", shell: ["sh"], connect: connectLocal(["sh"]), ...options }),
    controller,
  });
  await overSsh();
  await asAnother();
}

async function overSsh(): Promise<void> {
  const missing = noFarm();
  if (missing !== undefined) return Deno.test.ignore(`Ansible's modules over ssh: skipped, ${missing}`, () => {});
  const farm = await sshFarm();
  await farm.sshd({ names: ["far"], config: ["MaxSessions 50"] });
  Deno.test.afterAll(async () => {
    await farm[Symbol.asyncDispose]();
  });
  runnerContract("Ansible's modules over ssh", {
    open: (options) => {
      const own = sshTransport(options);
      return own.open(farm.enter("far"));
    },
    controller,
  });
}

async function asAnother(): Promise<void> {
  const missing = cannotTry();
  if (missing !== undefined) return Deno.test.ignore(`Ansible's modules by sudo: skipped, ${missing}`, () => {});
  const bob = await testUser();
  Deno.test.afterAll(async () => await bob[Symbol.asyncDispose]());
  const way = { host: "here", connection: "local", become: { method: "sudo", user: bob.name } } as const;
  runnerContract("Ansible's modules by sudo as another user", {
    open: (options) => localTransport(options).open({ way }),
    controller,
    as: { uid: bob.uid, gid: bob.uid },
  });
}
