import assert from "node:assert/strict";
import * as fc from "fast-check";
import { names, withKey, withoutKey } from "../../src/modules/ssh_keys/known_host_lines.ts";
import { knownHostsModule } from "../../src/modules/known_hosts.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { lacking } from "./needs.ts";
import { Stage } from "./stage.ts";

const NAME = "git.example.com";
const KEY = `${NAME} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4xkI9yGYPDQcAmUvpGCoZY6kEhgx6YhHYMjLjnC/h/`;

Deno.test("names() is not held up by a pattern of many stars", () => {
  assert.equal(names(`${"*a".repeat(5000)}b`, "a".repeat(20000)), false);
  assert.equal(names(`${"*a".repeat(5000)}*`, "a".repeat(20000)), true);
});

Deno.test("names() does not count a host that a line leaves out", () => {
  assert.equal(names("*.example.com,!git.example.com", NAME), false);
  assert.equal(names("!git.example.com,*.example.com", NAME), false);
  assert.equal(names("!www.example.com,*.example.com", NAME), true);
});

Deno.test("withKey() adds a line that withoutKey() takes out without a trace", () => {
  const line = fc.oneof(
    fc.constantFrom("", "# a", "other ssh-rsa A", "|1|x|y ssh-rsa A", "@revoked other ssh-rsa A", "x"),
    fc.string(),
  );
  fc.assert(fc.property(fc.array(line.map((text) => text.replaceAll(/[\n*?]/g, ""))), (lines) => {
    const before = lines.map((text) => `${text}\n`).join("");
    const added = withKey(before, NAME, KEY);
    assert.equal(added, `${before}${KEY}\n`);
    assert.equal(withKey(added, NAME, KEY), added);
    assert.equal(withoutKey(added, NAME, KEY), before);
    assert.equal(withoutKey(added, NAME, undefined), before);
  }));
});

Deno.test("names() finds what ssh-keygen finds", { ignore: lacking("ssh-keygen") }, async () => {
  const file = await Deno.makeTempFile();
  try {
    const patterns =
      "git.example.com,GIT.example.COM,*.example.com,g?t.*,*,?,!git.example.com,*,!*.org,git.example.com:22,[git.example.com]:22,a,git";
    const name = fc.constantFrom(NAME, "git", "a", "ab", "[git.example.com]:22", "www.example.com", "x.org");
    const hosts = fc.array(fc.constantFrom(...patterns.split(",")), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(hosts, name, async (some, wanted) => {
        await Deno.writeTextFile(file, `${some.join(",")} ${KEY.slice(NAME.length + 1)}\n`);
        const { stdout } = await new Deno.Command("ssh-keygen", { args: ["-F", wanted, "-f", file], stdin: "null" })
          .output();
        assert.equal(names(some.join(","), wanted), stdout.length > 0, `${some} ${wanted}`);
      }),
      { numRuns: 150 },
    );
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("known_hosts hashes a name so that a second look finds the same, and another host another", {
  ignore: noRoom() !== undefined,
}, async () => {
  const knownHosts = knownHostsModule();
  const params = { name: NAME, key: KEY, hash_host: true, path: "/etc/known" };
  const written: string[] = [];
  for (let round = 0; round < 2; round++) {
    await using room = await openRoom();
    await using stage = await Stage.inRoom(room);
    // What a human says yes to is what is done.
    assert.deepEqual(await knownHosts.look(stage.call(params)), await knownHosts.look(stage.call(params)));
    assert.equal((await stage.run(knownHosts, params)).result.changed, true);
    assert.equal((await stage.run(knownHosts, params)).plan.kind, "same");
    assert.match(await room.sh("ssh-keygen -F git.example.com -f /etc/known"), /found: line 1/);
    written.push(await room.sh("cat /etc/known"));
  }
  assert.notEqual(written[0], written[1]);
});
