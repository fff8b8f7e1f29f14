// Every way in which a user cannot be become has its own sentence, is noticed at once, and is tried once.
import assert from "node:assert/strict";
import { CannotBecome } from "../../src/model/errors.ts";
import type { Become } from "../../src/model/way.ts";
import { WrongPasswords } from "../../src/transports/wrong_passwords.ts";
import { eventually, processes } from "../sshd/processes.ts";
import { testUser } from "../sshd/users.ts";
import { doasRules, type Opening, shellFrom, sudoRules, withUsers } from "./become_ground.ts";

/** The sentence with which an opening is refused; nothing of it is left running. */
async function refused(opening: Opening): Promise<string> {
  try {
    await using _ = await shellFrom(opening);
  } catch (error) {
    if (!(error instanceof CannotBecome)) throw error;
    const { uid } = opening.from;
    await eventually("nothing to be left running", async () => (await processes()).every((each) => each.uid !== uid));
    return error.message;
  }
  assert.fail("a shell was opened");
}

const sudo = (user: string, more: Partial<Become> = {}): Become => ({ method: "sudo", user, ...more });

withUsers("connectAs() tries a wrong sudo password once, and not again", async (alice, bob) => {
  const log = await Deno.makeTempFile();
  await using _ = await sudoRules(`Defaults:${alice.name} logfile=${log}, loglinelen=0`, `${alice.name} ALL=(ALL) ALL`);
  const opening = { from: alice, become: sudo(bob.name), password: "canary", wrong: new WrongPasswords() };
  const [sentence = "", ...others] = await Promise.all([1, 2, 3].map(() => refused(opening)));
  assert.deepEqual(others, [sentence, sentence]);
  assert.match(sentence, /^Cannot become \w+ on web1: Incorrect sudo password\. Check ansible_become_password, -K or/);
  const attempts = async () => (await Deno.readTextFile(log)).match(/\d+ incorrect password attempts?/g);
  assert.deepEqual(await attempts(), ["1 incorrect password attempt"]);
  assert.equal(await refused(opening), sentence);
  assert.deepEqual(await attempts(), ["1 incorrect password attempt"]);
  assert.ok(!sentence.includes("canary"));
  await using right = await shellFrom({ ...opening, password: "pass of alice" });
  assert.equal((await right.run(["id", "-un"])).stdout, `${bob.name}\n`);
  await Deno.remove(log);
});

withUsers("connectAs() says that sudo wants a password and none was given", async (alice, bob) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) ALL`);
  for (const flags of [undefined, ["-H", "-S"], ["-H"], ["-HSn"]]) {
    const become = sudo(bob.name, flags === undefined ? {} : { flags });
    assert.match(
      await refused({ from: alice, become, ...(flags === undefined ? { password: "" } : {}) }),
      /: Missing sudo password: sudo asks for one and none was given\. Write ansible_become_password, -K or --become-pass/,
    );
  }
});

withUsers("connectAs() says that sudo has no rule, and what one looks like", async (alice, bob) => {
  const stranger = await refused({ from: alice, become: sudo(bob.name), password: "pass of alice" });
  assert.match(
    stranger,
    /sudo has no rule there that allows it \(\w+ is not in the sudoers file(\.; This incident has been reported to the administrator)?\)\. Give the user one/,
  );
  await using _ = await sudoRules(`${alice.name} ALL=(root) NOPASSWD: ALL`);
  const another = await refused({ from: alice, become: sudo(bob.name), password: "pass of alice" });
  assert.match(another, new RegExp(`no rule there .*not allowed to .*NAME ALL=\\(${bob.name}\\) ALL`));
});

withUsers("connectAs() says that there is no such user", async (alice) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  await using __ = await doasRules(`permit nopass ${alice.name}`);
  for (const method of ["sudo", "su", "doas"] as const) {
    const sentence = await refused({ from: alice, become: { method, user: "no-such-user" }, password: "x" });
    assert.match(sentence, /^Cannot become no-such-user on web1: there is no user no-such-user there\. Make the user/);
  }
});

withUsers(
  "connectAs() says that a method's program is not installed, unless there is nobody to become",
  async (alice, bob) => {
    const become = sudo(bob.name, { exe: "/no/such/sudo" });
    assert.match(
      await refused({ from: alice, become }),
      /: \/no\/such\/sudo is not installed there\. Install it, or choose/,
    );
    await using plain = await shellFrom({ from: alice, become: sudo(alice.name, { exe: "/no/such/sudo" }) });
    assert.equal((await plain.run(["id", "-un"])).stdout, `${alice.name}\n`);
  },
);

withUsers("connectAs() gives up a program that does not answer, with what it said", async (alice, bob) => {
  const exe = `${alice.home}/stuck`;
  await Deno.writeTextFile(exe, "#!/bin/sh\necho 'touch your token' >&2\nexec sleep 300\n");
  await Deno.chmod(exe, 0o755);
  let sentence = "";
  // On a busy machine a second may be too little for it to say anything.
  for (let timeout = 1; timeout < 100 && !sentence.includes("touch your token"); timeout *= 4) {
    sentence = await refused({ from: alice, become: sudo(bob.name, { exe }), timeout });
    assert.match(sentence, new RegExp(`stuck did not answer within ${timeout} s`));
  }
  assert.match(sentence, / s: touch your token\. Try it there by hand, or wait longer \(-T,/);
});

withUsers("connectAs() stops when it is told to", async (alice, bob) => {
  const exe = `${alice.home}/stuck`;
  await Deno.writeTextFile(exe, `#!/bin/sh\necho go >"$HOME/started"\nexec sleep 300\n`);
  await Deno.chmod(exe, 0o755);
  const stop = new AbortController();
  const opening = shellFrom({ from: alice, become: sudo(bob.name, { exe }) }, stop.signal);
  await eventually("a start", () => Deno.stat(`${alice.home}/started`).then(() => true, () => false));
  stop.abort(new Error("enough"));
  await assert.rejects(opening, /enough/);
});

withUsers("connectAs() says that sudo wants a terminal", async (alice, bob) => {
  await using _ = await sudoRules(`Defaults:${alice.name} requiretty`, `${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  const sentence = await refused({ from: alice, become: sudo(bob.name) });
  assert.match(sentence, /wants a terminal, which a session has none of .*Write `Defaults !requiretty`/);
});

withUsers(
  "connectAs() passes on what it does not know, on one line and without what steers a terminal",
  async (alice, bob) => {
    const exe = `${alice.home}/odd`;
    await Deno.writeTextFile(exe, "#!/bin/sh\nprintf 'Konto\\033[31m gesperrt.\\nbis morgen\\n' >&2\nexit 1\n");
    await Deno.chmod(exe, 0o755);
    const sentence = await refused({ from: alice, become: sudo(bob.name, { exe }) });
    assert.ok(sentence.endsWith(`${exe} ended: Konto [31m gesperrt.; bis morgen. Try it there by hand`), sentence);
  },
);

withUsers("connectAs() says what is wrong with su", async (alice, bob) => {
  const become = { method: "su", user: bob.name } as const;
  assert.match(await refused({ from: alice, become }), /: Missing su password: su asks for one and none was given/);
  const wrong = await refused({ from: alice, become, password: "pass of alice" });
  assert.ok(wrong.includes(`Incorrect su password.`) && wrong.endsWith(`su wants the password of ${bob.name}`), wrong);
  await using locked = await testUser({ shell: "/usr/sbin/nologin", password: "pass of nobody" });
  const shell = await refused({ from: alice, become: { ...become, user: locked.name }, password: "pass of nobody" });
  assert.match(shell, /has no login shell there \(This account is currently not available\)\. Use become_method: sudo/);
});

withUsers(
  "connectAs() says that doas cannot be given a password, has no rule, or is not set up",
  async (alice, bob) => {
    const opening = { from: alice, become: { method: "doas", user: bob.name }, password: "pass of alice" } as const;
    {
      await using _ = await doasRules(`permit ${alice.name}`);
      const sentence = await refused(opening);
      assert.match(
        sentence,
        /reads it only from a terminal.* Write `permit nopass NAME as \w+` in its doas\.conf, or use/,
      );
    }
    {
      await using _ = await doasRules(`permit nopass ${alice.name} as root`);
      assert.match(await refused(opening), /doas has no rule there that allows it \(doas: Operation not permitted\)/);
    }
    const exe = `${alice.home}/doas`;
    await Deno.writeTextFile(
      exe,
      "#!/bin/sh\necho 'doas: doas is not enabled, /etc/doas.conf: No such file' >&2\nexit 1\n",
    );
    await Deno.chmod(exe, 0o755);
    const none = await refused({ ...opening, become: { ...opening.become, exe } });
    assert.match(
      none,
      /doas is not set up there \(doas: doas is not enabled.*Write its doas\.conf, or use become_method: sudo/,
    );
  },
);

withUsers("connectAs() is no CannotBecome where not even a plain shell starts", async (alice, bob) => {
  await using gone = await testUser();
  const from = { ...alice, home: `${gone.home}/nowhere` };
  await assert.rejects(
    shellFrom({ from, become: sudo(bob.name) }),
    (error) => !(error instanceof CannotBecome) && /Cannot start a shell on web1: .*nowhere/.test(String(error)),
  );
});

withUsers("connectAs() takes no option for a user", async (alice) => {
  for (const user of ["-s", "", " x", "--shell=/bin/sh"]) {
    assert.match(
      await refused({ from: alice, become: { method: "su", user } }),
      /no user is called so\. Check become_user/,
    );
  }
});

withUsers("connectAs() hands over no password of two lines: a shell would read the second", async (alice, bob) => {
  await using _ = await sudoRules(`${alice.name} ALL=(ALL) NOPASSWD: ALL`);
  const sentence = await refused({ from: alice, become: sudo(bob.name), password: "canary\nid" });
  assert.match(sentence, /its password has more than one line\. Write it on one, in ansible_become_password/);
});
