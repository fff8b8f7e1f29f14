// Looks at hosts that do not answer, by commands that ask nothing of a host before they are run.
import assert from "node:assert/strict";
import { observe } from "../../src/engine/observe.ts";
import { HostUnreachable, ShellBroken } from "../../src/model/errors.ts";
import { ending, Ground } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";
const probes = [{ name: "uptime", host: "localhost", module: "command", params: { cmd: "uptime" } }];

Deno.test("observe() says of a command on a host that does not answer that it is unreachable", async () => {
  using ground = new Ground(UNUSED);
  const next = await ground.visit({
    work: async (_lease, { world, signals }) => {
      const get = () => Promise.reject(new HostUnreachable("connection refused"));
      const { looks } = await observe(probes, { ...world, shells: { get, drop: () => {} } }, signals.signal);
      assert.deepEqual(looks["localhost"]?.["uptime"], {
        changed: false,
        unreachable: true,
        msg: "connection refused",
      });
      return { kind: "paused", reason: "seen" };
    },
  });
  assert.equal(ending(next), "paused: seen");
});

Deno.test("observe() forgets a shell that breaks under a command, so that the next look opens another", async () => {
  using ground = new Ground(UNUSED);
  await ground.visit({
    work: async (_lease, { world, signals }) => {
      let broken = true;
      const shells: typeof world.shells = {
        get: async (entrance) => {
          const shell = await world.shells.get(entrance);
          return broken ? { ...shell, run: () => Promise.reject(new ShellBroken("the session ended")) } : shell;
        },
        drop: () => void (broken = false),
      };
      const first = await observe(probes, { ...world, shells }, signals.signal);
      const second = await observe(probes, { ...world, shells }, signals.signal);
      const failed = ({ looks }: typeof first) =>
        (looks["localhost"]?.["uptime"] as { failed?: boolean }).failed === true;
      assert.deepEqual([failed(first), failed(second)], [true, false]);
      return { kind: "paused", reason: "" };
    },
  });
});
