// git where Ansible cannot be asked alike: killed midway, passwords in addresses, over ssh, signatures, a host with only busybox.
import assert from "node:assert/strict";
import { gitModule } from "../../src/modules/git.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { roomSshd } from "../rooms/room_sshd.ts";
import { gitServer } from "./git_server.ts";
import { Stage } from "./stage.ts";

const module = gitModule();
const HUB = `export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git init -q -b main hub; cd hub; echo one >a; git add a; git commit -q -m one; git checkout -q -b dev; echo two >a; git commit -q -a -m two; git checkout -q main
`;

/** Runs a shell text in the stage's folder. */
async function sh(stage: Stage, script: string): Promise<string> {
  const ran = await new Deno.Command("sh", { args: ["-c", script], cwd: stage.folder, stdin: "null" }).output();
  assert.equal(ran.code, 0, new TextDecoder().decode(ran.stderr));
  return new TextDecoder().decode(ran.stdout).trim();
}

/** A git that notes its words, and kills its session after the first call of a subcommand. */
async function noting(stage: Stage, kills = "nothing"): Promise<string> {
  return await stage.write(
    "noting",
    `#!/bin/sh\nprintf '%s\\n' "$*" >>${stage.path("words")}\ncase " $* " in *" ${kills} "*)\n` +
      `[ -e ${stage.path("killed")} ] || { git "$@"; : >${
        stage.path("killed")
      }; kill -KILL 0; } ;; esac\nexec git "$@"\n`,
    0o755,
  );
}

for (const subcommand of ["clone", "checkout", "reset"]) {
  Deno.test(`git begins a clone anew that was killed after its ${subcommand}, and takes its half for nobody's modification`, async () => {
    await using stage = await Stage.open();
    await sh(stage, HUB);
    const executable = await noting(stage, subcommand);
    const params = { repo: stage.path("hub"), dest: stage.path("co"), executable };
    await stage.run(module, params).catch(() => undefined);
    assert.ok(stage.names().includes("killed"));
    await using next = await Stage.open();
    const { result } = await next.run(module, params);
    assert.equal(result.changed, true, JSON.stringify(result));
    assert.equal(await stage.read("co/a"), "one\n");
    assert.deepEqual(stage.names("co"), [".git", "a"]);
    assert.ok(!stage.names("co/.git").includes("ftl2-unfinished"));
    assert.equal((await next.run(module, params)).result.changed, false);
  });
}

Deno.test("git brings a bare clone to its end that was killed while it was put in place", async () => {
  await using stage = await Stage.open();
  await sh(
    stage,
    `${HUB}cd ..; git clone -q --bare "file://$PWD/hub" co/.ftl2-clone; : >co/.ftl2-clone/ready; mv co/.ftl2-clone/objects co/`,
  );
  const params = { repo: stage.path("hub"), dest: stage.path("co"), bare: true };
  assert.equal((await stage.run(module, params)).result.changed, true);
  assert.ok(!stage.names("co").includes(".ftl2-clone"));
  assert.equal(await sh(stage, "git -C co rev-parse dev"), await sh(stage, "git -C hub rev-parse dev"));
  assert.equal((await stage.run(module, params)).result.changed, false);
});

Deno.test("git hands a password in the address to git alone: in no argument, no file of the checkout, no result", async () => {
  await using stage = await Stage.open();
  await sh(stage, HUB);
  await using server = gitServer(stage.folder, { user: "us er", password: "p@ss/w:ord" });
  const executable = await noting(stage);
  const address = `http://us%20er:p%40ss%2Fw:ord@127.0.0.1:${server.port}/hub`;
  const params = { repo: address, dest: stage.path("co"), executable };
  const check = await stage.check(module, params);
  const { plan, result } = await stage.run(module, params);
  assert.equal(result.changed, true, JSON.stringify(result));
  assert.equal(await stage.read("co/a"), "one\n");
  assert.equal((await stage.run(module, params)).result.changed, false);
  await sh(stage, "cd hub; echo more >a; git -c user.name=a -c user.email=a@b commit -q -a -m more");
  assert.equal((await stage.run(module, params)).result.changed, true);
  assert.equal(await stage.read("co/a"), "more\n");
  const { stdin: _, ...command } = plan.kind === "change" ? plan.commands[0]! : assert.fail();
  const told = [
    await stage.read("words"),
    await stage.read("co/.git/config"),
    JSON.stringify([check.result, result, command]),
  ];
  for (const secret of ["p@ss", "p%40ss", "w:ord"]) assert.ok(!told.join("\n").includes(secret), secret);
  const wrong = await stage.run(module, { ...params, repo: address.replace("w:ord", "x"), dest: stage.path("other") });
  assert.match(String(wrong.result.msg), /Authentication failed|terminal prompts disabled/);
  assert.ok(!JSON.stringify(wrong).includes("p@ss"));
});

Deno.test({
  name: "git clones over ssh with a key of its own, takes a new host's key only where it is told to, and never asks",
  ignore: noRoom() !== undefined,
  async fn() {
    await using room = await openRoom();
    await using door = await roomSshd(room);
    await using stage = await Stage.open();
    await room.sh(`mkdir /srv/git; cd /srv/git\n${HUB}`);
    const params = {
      repo: `ssh://root@127.0.0.1:${door.port}/srv/git/hub`,
      dest: stage.path("co"),
      version: "dev",
      key_file: `${door.folder}/id`,
      ssh_opts: `-F none -o UserKnownHostsFile=${stage.path("known")} -o GlobalKnownHostsFile=none`,
    };
    const unknown = await stage.run(module, params);
    assert.match(String(unknown.result.msg), /Host key verification failed/);
    const { result } = await stage.run(module, { ...params, accept_newhostkey: true });
    assert.equal(result.changed, true, JSON.stringify(result));
    assert.equal(await stage.read("co/a"), "two\n");
    assert.equal((await stage.run(module, params)).result.changed, false);
    const keyless = await stage.run(module, { ...params, key_file: await stage.write("no key", "", 0o600) });
    assert.match(String(keyless.result.msg), /Permission denied/);
  },
});

Deno.test("git keeps submodules at the newest commit of their branches, and takes that for nobody's modification", async () => {
  await using stage = await Stage.open(["env", "GIT_ALLOW_PROTOCOL=file", "sh"]);
  await sh(
    stage,
    `${HUB}cd ..; git init -q -b main top; cd top; echo t >t; git add t
git -c protocol.file.allow=always submodule --quiet add -b dev ../hub lib; git commit -q -m top`,
  );
  const params = { repo: stage.path("top"), dest: stage.path("co"), track_submodules: true };
  assert.equal((await stage.run(module, params)).result.changed, true);
  assert.equal(await stage.read("co/lib/a"), "two\n");
  assert.equal((await stage.run(module, params)).result.changed, false);
  await sh(
    stage,
    "cd hub; git checkout -q dev; echo three >a; git -c user.name=a -c user.email=a@b commit -q -a -m three",
  );
  assert.equal((await stage.check(module, params)).kind, "change");
  const { result } = await stage.run(module, params);
  assert.deepEqual([result.changed, result.submodules_changed], [true, true]);
  assert.equal(await stage.read("co/lib/a"), "three\n");
  assert.equal((await stage.run(module, params)).result.changed, false);
  await stage.write("co/lib/a", "mine");
  assert.match(String((await stage.run(module, params)).result.msg), /^Local modifications exist/);
});

Deno.test("git demands a good signature, by one of the keys that are allowed", async () => {
  await using stage = await Stage.open();
  // A stand-in for gpg: it says what gpg says of a good signature.
  const gpg = await stage.write(
    "gpg",
    `#!/bin/sh
cat >/dev/null
case " $* " in *" -bsau "*) printf '[GNUPG:] SIG_CREATED D\\n' >&2; printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n' ;;
*) printf '[GNUPG:] NEWSIG\\n[GNUPG:] GOODSIG B0B bob\\n[GNUPG:] VALIDSIG AAAA 2024-01-01 0 0 4 0 1 8 00 BBBB\\n[GNUPG:] TRUST_FULLY 0 pgp\\n' ;; esac
`,
    0o755,
  );
  await sh(
    stage,
    `${HUB}git config gpg.program ${gpg}; echo s >s; git add s; git -c user.signingkey=B0B commit -q -S -m signed`,
  );
  const git = await stage.write("git", `#!/bin/sh\nexec git -c gpg.program=${gpg} "$@"\n`, 0o755);
  const params = { repo: stage.path("hub"), dest: stage.path("co"), verify_commit: true, executable: git };
  const main = { ...params, version: "main" };
  const { result } = await stage.run(module, { ...main, gpg_allowlist: ["BBBB"] });
  assert.equal(result.changed, true, JSON.stringify(result));
  assert.equal((await stage.run(module, { ...main, gpg_whitelist: ["AAAA"] })).plan.kind, "same");
  const other = await stage.run(module, { ...main, gpg_allowlist: ["CCCC"] });
  assert.match(String(other.result.msg), /does not include the public key "AAAA"/);
  const unsigned = await stage.run(module, { ...params, version: "dev" });
  assert.equal(unsigned.result.msg, 'Failed to verify GPG signature of commit/tag "dev"');
  await sh(stage, "cd hub; git -c user.name=a -c user.email=a@b -c user.signingkey=B0B tag -s -m r rel");
  const tagged = { ...params, version: "rel", dest: stage.path("tagged") };
  assert.equal((await stage.run(module, tagged)).result.changed, true);
  assert.equal((await stage.run(module, tagged)).plan.kind, "same");
  // A branch of the tag's name is what a checkout takes: the tag's signature says nothing of it.
  await sh(stage, "cd hub; git branch rel dev");
  for (const dest of ["tagged", "fresh"]) {
    const { result } = await stage.run(module, { ...tagged, dest: stage.path(dest) });
    assert.equal(result.msg, 'Failed to verify GPG signature of commit/tag "rel"', dest);
  }
});

Deno.test("git takes no word of a task for an option or a command", async () => {
  await using stage = await Stage.open();
  await sh(stage, HUB);
  const params = { repo: stage.path("hub"), dest: stage.path("c o;'$(touch x)") };
  const outside = stage.names();
  for (const version of ["--upload-pack=touch x", "$(touch x)", "a;touch x", "'\n touch x\n'"]) {
    assert.equal((await stage.run(module, { ...params, version })).result.failed, true, version);
  }
  const { result } = await stage.run(module, params);
  assert.equal(result.failed ?? false, false, JSON.stringify(result));
  assert.deepEqual(stage.names(), [...outside, "c o;'$(touch x)"].sort());
});

Deno.test("git works on a host with only busybox beside it, and says what is missing where there is no git", async () => {
  await using stage = await Stage.open();
  await sh(stage, `${HUB}cd ..; mkdir bare; busybox --install -s bare; ln -sf "$(command -v busybox)" bare/busybox`);
  const bare = ["env", `PATH=${stage.path("bare")}`, stage.path("bare/busybox"), "sh"];
  const params = { repo: stage.path("hub"), dest: stage.path("co"), version: "dev", archive: stage.path("co.tar") };
  {
    await using without = await Stage.open(bare);
    assert.match(String((await without.run(module, params)).result.msg), /^The host has no git/);
    assert.equal((await without.check(module, params)).kind, "change");
  }
  await sh(stage, "ln -s $(command -v git) bare/git");
  await using on = await Stage.open(bare);
  assert.equal((await on.run(module, params)).result.changed, true);
  assert.equal((await on.run(module, params)).plan.kind, "same");
  assert.equal((await on.run(module, { ...params, version: "main" })).result.changed, true);
  assert.equal(await stage.read("co/a"), "one\n");
});
