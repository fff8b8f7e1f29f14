// Accounts where something goes wrong: broken off in the middle, two at once, not root, files that lie; and what no program may be shown.
import assert from "node:assert/strict";
import { userModule } from "../../src/modules/user.ts";
import { noRoom, openRoom, type Room } from "../rooms/room.ts";
import { Stage } from "./stage.ts";

const ignore = noRoom() !== undefined;
const user = userModule();
const HASH = `$6$saltsalt$${"a".repeat(86)}`;
const OTHER = `$6$saltsalt$${"b".repeat(86)}`;

/** Puts a script of sh in place of a program; `REAL` in it is the program. */
async function replaced(room: Room, path: string, script: string): Promise<void> {
  const text = `#!/bin/sh\n${script.replaceAll("REAL", `${path}.real`)}`;
  await room.sh(`mv ${path} ${path}.real; cat >${path} <<'EOF'\n${text}\nEOF\nchmod 755 ${path}`);
}

/** A session of an account without rights. */
async function plainStage(room: Room): Promise<Stage> {
  await room.sh("useradd -m -u 1900 plain; chmod 711 /root; chown plain: /root/.ftl2");
  return await Stage.inRoom(room, ["setpriv", "--reuid=1900", "--regid=1900", "--clear-groups", "sh"]);
}

Deno.test("user shows hash and passphrase to no list of processes", { ignore }, async () => {
  await using room = await openRoom();
  // What anybody could read while the programs run.
  const spy = 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" >>/srv/seen; exec REAL "$@"';
  for (const path of ["/usr/sbin/useradd", "/usr/sbin/usermod", "/usr/sbin/chpasswd", "/usr/bin/ssh-keygen"]) {
    await replaced(room, path, spy);
  }
  await using stage = await Stage.inRoom(room);
  const params = { name: "ann", password: HASH, ssh_key_type: "ed25519", ssh_key_passphrase: "sesame-open" };
  const { result } = await stage.run(user, { ...params, generate_ssh_key: true });
  assert.equal(result.failed ?? false, false, JSON.stringify(result));
  const other = await stage.run(user, { ...params, password: OTHER, shell: "/bin/bash" });
  assert.equal(other.result.changed, true);
  const seen = await room.sh("cat /srv/seen");
  assert.match(seen, /ssh-keygen[^]*\n-f\n[^]*chpasswd/);
  for (const secret of ["a".repeat(86), "b".repeat(86), "sesame"]) assert.ok(!seen.includes(secret), secret);
  assert.match(await room.sh("grep ^ann: /etc/shadow"), /^ann:\$6\$saltsalt\$b{86}:/);
  assert.match(await room.sh("ssh-keygen -y -P sesame-open -f /home/ann/.ssh/id_ed25519"), /^ssh-ed25519 /);
  const whole = JSON.stringify([result, other.plan.result, other.plan.kind === "change" && other.plan.diff]);
  assert.ok(!/[ab]{86}|sesame/.test(whole), whole);
});

Deno.test("user gives an account its hash whose making broke off after useradd", { ignore }, async () => {
  await using room = await openRoom();
  await replaced(
    room,
    "/usr/sbin/chpasswd",
    'if mkdir /srv/once 2>/dev/null; then echo broken >&2; exit 1; fi; exec REAL "$@"',
  );
  await using stage = await Stage.inRoom(room);
  const params = { name: "ann", password: HASH, comment: "Ann" };
  const first = await stage.run(user, params);
  assert.deepEqual([first.result.failed, first.result.msg, first.result.rc], [true, "broken", 1]);
  const second = await stage.run(user, params);
  assert.deepEqual([second.result.changed, typeof second.result.uid], [true, "number"], JSON.stringify(second.result));
  assert.ok((await room.sh("cat /etc/shadow")).includes(`ann:${HASH}:`));
  assert.equal((await stage.run(user, params)).plan.kind, "same");
});

Deno.test("user leaves no half of a key where ssh-keygen breaks off", { ignore }, async () => {
  await using room = await openRoom();
  await room.sh("useradd -m ann");
  const half = 'for x; do case $p in -f) echo half >"$x";; esac; p=$x; done; echo no room >&2; exit 1';
  await replaced(room, "/usr/bin/ssh-keygen", half);
  await using stage = await Stage.inRoom(room);
  const params = { name: "ann", generate_ssh_key: true, ssh_key_type: "ed25519" };
  const first = await stage.run(user, params);
  assert.deepEqual([first.result.failed, first.result.msg], [true, "no room"]);
  assert.equal(await room.sh("ls -A /home/ann/.ssh"), "");
  await room.sh("mv /usr/bin/ssh-keygen.real /usr/bin/ssh-keygen");
  const second = await stage.run(user, params);
  assert.match(String(second.result.ssh_public_key), /^ssh-ed25519 \S+ ansible-generated on room$/);
  assert.equal(
    await room.sh("stat -c '%a %U %n' /home/ann/.ssh/*"),
    "600 ann /home/ann/.ssh/id_ed25519\n644 ann /home/ann/.ssh/id_ed25519.pub\n",
  );
});

Deno.test("user makes one account where two are at it, and two where they are two", { ignore }, async () => {
  await using room = await openRoom();
  await using one = await Stage.inRoom(room);
  await using other = await Stage.inRoom(room);
  other.loop = "other";
  const at = (stage: Stage, name: string) => stage.run(user, { name, password: HASH });
  const [same, again] = await Promise.all([at(one, "ann"), at(other, "ann")]);
  const failed = [same, again].filter(({ result }) => result.failed === true);
  assert.ok(failed.length <= 1, JSON.stringify(failed));
  // useradd looks before it locks and makes the home after it: the other may be done, at it, or have come as far as either.
  const words = /already exists|cannot lock|group ann exists|cannot create directory/;
  for (const { result } of failed) assert.match(String(result.msg), words);
  assert.equal(await room.sh("grep -c ^ann: /etc/passwd /etc/shadow"), "/etc/passwd:1\n/etc/shadow:1\n");
  for (const stage of [one, other]) assert.equal((await at(stage, "ann")).result.failed ?? false, false);
  const both = await Promise.all([at(one, "bob"), at(other, "cid")]);
  for (const { result } of both) assert.equal(result.changed, true, JSON.stringify(result));
  assert.match(await room.sh("tail -n 2 /etc/shadow | cut -d: -f1 | sort | tr '\\n' ' '"), /bob cid/);
});

Deno.test("user says to whom accounts belong, where the session is not root's", { ignore }, async () => {
  await using room = await openRoom();
  await using stage = await plainStage(room);
  const hidden = await stage.check(user, { name: "plain", password: HASH });
  assert.equal(hidden.result.msg, "Only root may read what /etc/shadow says of plain: write become: true");
  const { result } = await stage.run(user, { name: "plain", shell: "/bin/bash" });
  assert.deepEqual([result.failed, result.rc], [true, 1]);
  assert.match(String(result.msg), /cannot lock .*\. Accounts are root's to change: write become: true$/s);
  assert.equal((await stage.check(user, { name: "plain", shell: "/bin/sh" })).kind, "same");
});

Deno.test("user believes no key file that speaks for the look, and waits for no pipe", { ignore }, async () => {
  await using room = await openRoom();
  await room.sh(
    `useradd -m ann; mkdir /home/ann/.ssh; cd /home/ann/.ssh; printf 'x\\0same\\0yes\\0home\\0/etc\\0' >id_rsa.pub; echo >id_rsa
mkfifo pipe pipe.pub`,
  );
  await using stage = await Stage.inRoom(room);
  const params = { name: "ann", password: HASH, generate_ssh_key: true };
  const plan = await stage.check(user, params);
  assert.equal(plan.kind, "change", "the hash is not there, whatever the key says");
  assert.deepEqual([plan.result.ssh_public_key, plan.result.home], ["xsameyeshome/etc", "/home/ann"]);
  const piped = await stage.check(user, { ...params, ssh_key_file: ".ssh/pipe" });
  assert.equal(piped.result.ssh_public_key, null);
});

Deno.test("user takes texts for texts: nothing in them is run", { ignore }, async () => {
  await using room = await openRoom();
  await using stage = await Stage.inRoom(room);
  const evil = "$(touch /srv/run) `touch /srv/run` '; touch /srv/run; \" \\ %s * -r";
  const made = await stage.run(user, {
    name: "ann",
    comment: evil,
    home: `/srv/${evil.replaceAll("/", "")}`,
    shell: "/bin/x y",
  });
  assert.equal(made.result.comment, evil, JSON.stringify(made.result));
  // Some hosts let such names be.
  for (const name of [evil, "-r", "--help", "a b", "$(id)", "*"]) {
    const { result } = await stage.run(user, { name, groups: [] });
    const entry = (await room.sh("cut -d: -f1 /etc/passwd")).split("\n").includes(name);
    assert.equal(result.failed ?? false, !entry, JSON.stringify(result));
    const { result: gone } = await stage.run(user, { name, state: "absent", remove: true });
    assert.deepEqual([gone.changed, gone.failed ?? false], [entry, false], JSON.stringify(gone));
  }
  for (const group of ["$(touch /srv/run)", "-x", "a'b", ".*", "root|x"]) {
    const { result } = await stage.run(user, { name: "ann", groups: [group] });
    assert.equal(result.msg, `Group ${group} does not exist`);
  }
  assert.doesNotMatch(await room.sh("ls /srv"), /^run$/m);
});
