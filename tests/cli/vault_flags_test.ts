// The flags about vaults: what they put on record, what is typed, and what is refused.
import assert from "node:assert/strict";
import { loopRow, run } from "./scripted_app.ts";

const FILES = ["/home/me/site.yml", "/home/me/one", "/home/me/two", "/srv/three"];

async function recorded(command: string, argv: string[], env: Record<string, string> = {}) {
  const { asked, err, exit } = await run([command, "site.yml", ...argv], {}, { files: FILES, env });
  assert.equal(exit, 0, err());
  const [submission] = command === "run" ? asked.submissions : asked.queued;
  return submission!.options.vaults;
}

Deno.test("run and submit put labels and files of vault passwords on record, from the root on", async () => {
  const argv = "--vault-password-file one --vault-id dev@two --vault-pass-file /srv/three --vault-id one".split(" ");
  for (const command of ["run", "submit"]) {
    assert.deepEqual(await recorded(command, argv), [
      { label: "dev", file: "/home/me/two" },
      { label: "default", file: "/home/me/one" },
      { label: "default", file: "/home/me/one" },
      { label: "default", file: "/srv/three" },
    ]);
    assert.equal(await recorded(command, []), undefined);
  }
});

Deno.test("run and submit take Ansible's own variables of the environment, identities first and the file last", async () => {
  const env = {
    HOME: "/home/me",
    ANSIBLE_VAULT_IDENTITY_LIST: " dev@~/two, one",
    ANSIBLE_VAULT_PASSWORD_FILE: "/srv/three",
  };
  assert.deepEqual(await recorded("submit", ["--vault-id", "x@one"], env), [
    { label: "dev", file: "/home/me/two" },
    { label: "default", file: "/home/me/one" },
    { label: "x", file: "/home/me/one" },
    { label: "default", file: "/srv/three" },
  ]);
});

Deno.test("run and resume ask for vault passwords in Ansible's words, and put them nowhere on record", async () => {
  for (const argv of [["run", "site.yml"], ["resume", "1"]]) {
    const loops = [loopRow({ status: "paused" })];
    const flags = ["-J", "--vault-id", "dev@prompt"];
    const { asked, err, exit } = await run([...argv, ...flags], { loops }, { files: FILES, typed: ["sesame", "open"] });
    assert.equal(exit, 0, err());
    assert.deepEqual(asked.typedVaults, ["dev: sesame", "default: open"]);
    assert.match(err(), /Vault password \(dev\): \n?Vault password: /);
    const { typedVaults: _, ...rest } = asked;
    assert.ok(!/sesame|open"/.test(JSON.stringify(rest)));
  }
});

Deno.test("flags of vaults that cannot be meant are refused, before anything is opened", async () => {
  const cases: [string[], Record<string, unknown>, RegExp][] = [
    [
      ["run", "site.yml", "-J"],
      {},
      /-J asks for a password, and standard input is no terminal\n.*--vault-password-file/,
    ],
    [["run", "site.yml", "--ask-vault-pass", "--non-interactive"], { typed: [] }, /--non-interactive asks nothing/],
    [["run", "site.yml", "-J"], { typed: [""] }, /A vault password is not empty/],
    [["run", "site.yml", "--vault-id", "dev@prompt"], {}, /dev@prompt asks for a password/],
    [["run", "site.yml", "--vault-password-file", "none"], {}, /There is no such file of a vault password/],
    [["run", "site.yml", "--vault-id", "a b@one"], {}, /write LABEL@FILE/],
    [["run", "site.yml", "--vault-id", "a@"], {}, /write LABEL@FILE/],
    [["submit", "site.yml", "-J"], {}, /a worker asks nobody.*--vault-password-file/],
    [["submit", "site.yml", "--vault-id", "dev@prompt"], {}, /a worker asks nobody\n.*dev@FILE/],
    [["resume", "1", "--vault-password-file", "one"], {}, /the loop goes on as it began/],
    [["resume", "1", "--vault-id", "dev@one"], {}, /resume --vault-id takes dev@prompt alone/],
  ];
  for (const [argv, options, sentence] of cases) {
    const loops = [loopRow({ status: "paused" })];
    const { exit, err, asked } = await run(argv, { loops }, { files: FILES, ...options });
    assert.equal(exit, 2, `${argv}: ${err()}`);
    assert.match(err(), sentence, argv.join(" "));
    assert.deepEqual([asked.submissions, asked.queued, asked.claimed], [[], [], []]);
  }
});
