// package: which module it hands a call to, on hosts of several kinds.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { packageModule } from "../../src/modules/package.ts";
import type { Module } from "../../src/ports/module.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { Stage } from "./stage.ts";

const ignore = noRoom() !== undefined;

/** A module that says what it was handed; one command, which does nothing. */
function listener(name: string, heard: { name: string; params: JsonObject }[]): () => Module {
  return () => ({
    name,
    doc: { name, summary: name, parameters: {}, returns: {}, example: "" },
    look({ params }) {
      heard.push({ name, params });
      return Promise.resolve({
        kind: "change",
        diff: [],
        commands: [{ argv: ["true"] }],
        result: { changed: true, by: name },
      });
    },
    apply: (plan) => Promise.resolve({ ...plan.result, done: name }),
    conclude: (predicted) => ({ ...predicted, concluded: name }),
  });
}

function known(heard: { name: string; params: JsonObject }[] = []) {
  const managers = Object.fromEntries(["apt", "dnf", "apk"].map((name) => [name, listener(name, heard)]));
  return packageModule(managers);
}

/** A host as another distribution has it: what it says that it is, and its manager alone. */
async function onHost(release: string, manager: string | undefined, deed: (stage: Stage) => Promise<void>) {
  await using room = await openRoom();
  await room.sh(`printf '%s\\n' ${release.split("\n").map((line) => `'${line}'`).join(" ")} >/usr/lib/os-release
rm -f /usr/bin/apt-get /usr/bin/dnf /usr/bin/dnf5 /usr/bin/microdnf /usr/bin/yum /usr/bin/zypper /usr/bin/pacman /sbin/apk
${manager === undefined ? ":" : `: >${manager}`}`);
  await using stage = await Stage.inRoom(room);
  await deed(stage);
}

const HOSTS: [string, string, string][] = [
  ["apt", "ID=ubuntu\nNAME=Ubuntu\nID_LIKE=debian", "/usr/bin/apt-get"],
  ["dnf", 'ID=rocky\nNAME="Rocky Linux"\nVERSION_ID=9.4\nID_LIKE="rhel centos fedora"', "/usr/bin/dnf"],
  ["apk", 'ID=alpine\nNAME="Alpine Linux"\nVERSION_ID=3.20', "/sbin/apk"],
];

for (const [manager, release, path] of HOSTS) {
  Deno.test(`package takes ${manager} where the host has that, and asks the host once`, { ignore }, async () => {
    await onHost(release, path, async (stage) => {
      const heard: { name: string; params: JsonObject }[] = [];
      const module = known(heard);
      const params = { name: ["git"], state: "present", use: "auto", other: 1 };
      const { result } = await stage.run(module, params);
      assert.deepEqual(result, { changed: true, by: manager, manager, done: manager });
      assert.equal(stage.looks, 1);
      await stage.check(module, params);
      assert.equal(stage.looks, 1);
      assert.deepEqual(heard[0], { name: manager, params: { name: ["git"], state: "present", other: 1 } });
      const output = { ...await stage.shell.run(["true"]) };
      assert.equal(module.conclude(result, output).concluded, manager);
    });
  });
}

Deno.test("package names the manager that it has no module for", { ignore }, async () => {
  await onHost("ID=opensuse-leap\nNAME=openSUSE", "/usr/bin/zypper", async (stage) => {
    const { result } = await stage.run(known(), { name: "git", state: "present" });
    assert.match(String(result.msg), /^The host installs packages with zypper; package knows apk, apt, dnf/);
  });
});

Deno.test("package says that a host has no manager", { ignore }, async () => {
  await onHost("ID=void\nNAME=void", undefined, async (stage) => {
    const { result } = await stage.run(known(), { name: "git", state: "present" });
    assert.match(String(result.msg), /^Could not detect which package manager to use: set "use"/);
    assert.equal((await stage.run(known(), { name: "git", use: "apk" })).result.manager, "apk");
    const other = await stage.run(known(), { name: "git", use: "toString" });
    assert.match(String(other.result.msg), /^Could not find a module for toString/);
  });
});
