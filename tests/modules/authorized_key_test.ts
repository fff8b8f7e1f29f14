import assert from "node:assert/strict";
import * as fc from "fast-check";
import { authorizedKeyModule } from "../../src/modules/authorized_key.ts";
import { isForeign } from "../../src/modules/ssh_keys/foreign_link.ts";
import { editKeys, type Key, keyOf } from "../../src/modules/ssh_keys/key_lines.ts";
import { statusOf } from "../../src/modules/files/path_facts.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { lacking } from "./needs.ts";
import { Stage } from "./stage.ts";
import { WebServer } from "./web_server.ts";

const authorizedKey = authorizedKeyModule();
const ANN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4xkI9yGYPDQcAmUvpGCoZY6kEhgx6YhHYMjLjnC/h/ ann";
const BOB = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDOPfCnf6Xl bob";
const ann = keyOf(ANN) as Key;

const line = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "# who",
    `no-pty ${BOB}`,
    BOB,
    `  ${BOB}  `,
    'command="ssh-rsa x" ssh-dss B',
    "ssh-rsa",
    '"',
    "\r",
  ),
  fc.string(),
);
const file = fc.array(line.map((text) => text.replaceAll("\n", "")), { maxLength: 8 }).map((lines) =>
  lines.map((text) => `${text}\n`).join("")
);

Deno.test("editKeys() adds a key behind all that is there, and takes it out again without a trace", () => {
  fc.assert(fc.property(file, (before) => {
    const added = editKeys(before, { state: "present", keys: [ann], exclusive: false });
    assert.equal(added, `${before}${ANN}\n`);
    assert.equal(editKeys(added, { state: "present", keys: [ann], exclusive: false }), added);
    assert.equal(editKeys(added, { state: "absent", keys: [ann], exclusive: false }), before);
  }));
});

Deno.test("editKeys() leaves the wanted keys alone in the file, where nothing else may be", () => {
  fc.assert(fc.property(file, file, (before, after) => {
    const bob = keyOf(BOB) as Key;
    const text = `${before}${ANN}\n${after}`;
    const alone = editKeys(text, { state: "present", keys: [ann, bob], exclusive: true });
    const found = alone.split("\n").filter((one) => one !== "").map((one) => keyOf(one)?.blob).sort();
    assert.deepEqual(found, [ann.blob, bob.blob].sort());
    assert.equal(editKeys(alone, { state: "present", keys: [ann, bob], exclusive: true }), alone);
  }));
});

Deno.test("keyOf() reads options as sshd does", () => {
  const read = keyOf('command="echo \\"ssh-rsa, B\\" #",from="a,b" ssh-ed25519 AAAA  who  ever');
  assert.deepEqual(read, {
    type: "ssh-ed25519",
    blob: "AAAA",
    options: ['command="echo \\"ssh-rsa, B\\" #"', 'from="a,b"'],
    comment: "who ever",
  });
  for (const none of ["", "#", "# ssh-rsa A", "ssh-rsa", 'command="ssh-rsa A', "ssh-foo A", "SSH-RSA A"]) {
    assert.equal(keyOf(none), undefined, none);
  }
});

Deno.test({
  name: "authorized_key has the host ask a URL for the keys",
  ignore: noRoom() !== undefined || lacking("curl"),
  fn: async () => {
    await using room = await openRoom();
    await using stage = await Stage.inRoom(room);
    await using server = WebServer.open();
    server.put("ann.keys", `${ANN}\n${BOB}\n`);
    await room.sh("useradd -m ann");
    const params = { user: "ann", key: `${server.url}/files/ann.keys`, key_options: "no-pty" };
    const { result } = await stage.run(authorizedKey, params);
    assert.deepEqual([result.changed, result.key], [true, params.key], JSON.stringify(result));
    assert.equal(await room.sh("cat /home/ann/.ssh/authorized_keys"), `no-pty ${ANN}\nno-pty ${BOB}\n`);
    assert.equal((await stage.run(authorizedKey, params)).plan.kind, "same");
    server.put("ann.keys", `${BOB}\n`);
    const fewer = await stage.run(authorizedKey, { ...params, exclusive: true });
    assert.equal(fewer.result.changed, true);
    assert.equal(await room.sh("cat /home/ann/.ssh/authorized_keys"), `no-pty ${BOB}\n`);
    const key = `${server.url}/files/nobody.keys`;
    const missing = await stage.check(authorizedKey, { user: "ann", key, exclusive: true });
    const why = "HTTP Error 404: Not Found";
    assert.deepEqual([missing.kind, missing.result.msg], ["fail", `Error getting key from: ${key}: ${why}`]);
    const withPassword = key.replace("//", "//ann:sesame@");
    const told = await stage.check(authorizedKey, { user: "ann", key: withPassword });
    assert.equal(told.result.msg, missing.result.msg, "a password is not told");
  },
});

Deno.test(
  "authorized_key takes one round trip to look, and keeps what is no UTF-8",
  { ignore: noRoom() !== undefined },
  async () => {
    await using room = await openRoom();
    await using stage = await Stage.inRoom(room);
    await room.sh(
      "useradd -m ann; mkdir /home/ann/.ssh; cd /home/ann/.ssh; printf '# \\377\\240\\n\\000\\n' >authorized_keys",
    );
    await stage.check(authorizedKey, { user: "ann", key: ANN, path: "/srv/none" });
    assert.equal(stage.looks, 1);
    assert.equal((await stage.run(authorizedKey, { user: "ann", key: ANN })).result.changed, true);
    const bytes = await room.sh(
      "head -n 2 /home/ann/.ssh/authorized_keys | od -An -tx1; stat -c '%a %U' /home/ann/.ssh/*",
    );
    assert.equal(bytes, " 23 20 ff a0 0a 00 0a\n600 ann\n");
  },
);

Deno.test("isForeign() takes a link that root made for no trap, and one that an account made to another's file for one", () => {
  const status = (uid: number) => statusOf(`a1ff 1 ${uid} 0 1 1 1 0 512 0 0 0 0 0||||u|g`);
  const link = (own: number, target: number) => ({
    ...{ path: "/l", state: "link", status: status(own), target: "/t" } as const,
    followed: { path: "/t", state: "file", status: status(target) } as const,
  });
  assert.equal(isForeign(link(0, 1000), true), false);
  assert.equal(isForeign(link(1000, 1000), true), false);
  assert.equal(isForeign(link(1000, 0), false), true);
});

Deno.test("keyOf() reads a line that its account has filled with blanks", () => {
  const blanks = " ".repeat(1_000_000);
  assert.equal(keyOf(`x${blanks}x`), undefined);
  assert.equal(keyOf(`no-pty${blanks}${ANN}${blanks}\n`)?.options[0], "no-pty");
});
