import assert from "node:assert/strict";
import type { Passwords } from "../../src/model/way.ts";
import { loopRow, run } from "./scripted_app.ts";

const FILES = ["/home/me/site.yml", "/home/me/hosts.yml", "/home/me/more/all", "/home/me/key", "/home/me/pass"];

/** The options that a command line puts on record. */
async function recorded(command: string, ...argv: string[]) {
  const { asked, err, exit } = await run([command, "site.yml", ...argv], {}, { files: FILES });
  assert.equal(exit, 0, err());
  const [submission] = command === "run" ? asked.submissions : asked.queued;
  const { file: _, once: __, dryRun: ___, maxIterations: ____, onInterrupted: _____, ...options } = submission!.options;
  return options;
}

Deno.test("run and submit put hosts and how they are entered on record, files by their whole path", async () => {
  const argv =
    "-i hosts.yml -i more -i web1,web2 --inventory-file hosts.yml -l web --forks 7 -u deploy -c ssh --private-key key " +
    "-T 30 --host-key accept-new -b --become-user app --become-method su --conn-pass-file pass --become-pass-file pass --facts-ttl 0";
  for (const command of ["run", "submit"]) {
    assert.deepEqual(
      await recorded(command, ...argv.split(" "), "--ssh-common-args", "-o A=b", "--ssh-extra-args", "-v"),
      {
        inventory: ["/home/me/hosts.yml", "/home/me/more", "web1,web2", "/home/me/hosts.yml"],
        limit: "web",
        forks: 7,
        factsMs: 0,
        reach: {
          user: "deploy",
          connection: "ssh",
          keyFile: "/home/me/key",
          timeout: 30,
          hostKeys: "accept-new",
          become: true,
          becomeUser: "app",
          becomeMethod: "su",
          passwordFile: "/home/me/pass",
          becomePasswordFile: "/home/me/pass",
          commonArgs: "-o A=b",
          extraArgs: "-v",
        },
      },
    );
  }
  assert.deepEqual(await recorded("run"), {});
  assert.deepEqual(await recorded("run", "--host-key", "strict", "--subset", "db"), { limit: "db" });
});

Deno.test("run and resume -k -K hand over what was typed, and put it nowhere on record", async () => {
  for (const argv of [["run", "site.yml"], ["resume", "1"]]) {
    const heard: Passwords[] = [];
    const work = ({ passwords = {} }: { passwords?: Passwords }) => {
      heard.push(passwords);
      return { kind: "done", status: "completed", reason: "converged" } as const;
    };
    const loops = [loopRow({ status: "paused" })];
    const typing = { typed: ["open", "sesame"] };
    const { asked, err, exit } = await run([...argv, "-k", "-K"], { loops, work, workers: ["w"] }, {
      files: FILES,
      ...typing,
    });
    assert.equal(exit, 0, err());
    assert.deepEqual([heard[0]?.connection?.reveal(), heard[0]?.become?.reveal()], ["open", "sesame"]);
    assert.ok(!JSON.stringify(asked).includes("sesame"));
    assert.doesNotMatch(err(), /sesame/);
  }
});

Deno.test("run -k and -K refuse where nobody can type, before anything is opened", async () => {
  const cases: [string[], Record<string, unknown>, RegExp][] = [
    [["-K"], {}, /-K asks for a password, and standard input is no terminal\n.*--become-password-file/],
    [["-k"], {}, /-k asks .*\n.*--connection-password-file/],
    [["-k", "--non-interactive"], { typed: [] }, /--non-interactive asks nothing/],
    [["-k"], { typed: [] }, /No password was typed: nothing was started/],
  ];
  for (const [argv, options, told] of cases) {
    const { exit, err, asked } = await run(["run", "site.yml", ...argv], {}, { files: FILES, ...options });
    assert.ok(exit === 2 || exit === 130, String(exit));
    assert.match(err(), told);
    assert.deepEqual(asked.opened, []);
  }
});
