import assert from "node:assert/strict";
import { habits } from "../../src/cli/habits.ts";
import { runFlags } from "../../src/cli/not_built.ts";
import { StoreError } from "../../src/model/errors.ts";
import { run } from "./scripted_app.ts";

Deno.test("main teaches by example with --help and says nothing else", async () => {
  for (const argv of [["--help"], ["-h"], ["help"]]) {
    const { exit, out, err } = await run(argv);
    assert.deepEqual({ exit, err: err() }, { exit: 0, err: "" });
    assert.match(out(), /ftl2-enterprise run -f site\.yml --dry-run/);
    assert.match(out(), /2 usage or input error/);
  }
  const { exit, out } = await run(["run", "--help"]);
  assert.equal(exit, 0);
  assert.match(out(), /--on-interrupted <what>/);
  assert.match(out(), /hosts: localhost/);
  assert.doesNotMatch(out(), /--vault-pass-file/);
});

Deno.test("main knows all commands where a line that names one cannot be read", async () => {
  const { exit, err } = await run(["--db", "status", "promts"]);
  assert.equal(exit, 2);
  assert.equal(err(), "error: Unknown command 'promts'\nDid you mean prompts?\n");
});

Deno.test("completion without a shell names those that there are", async () => {
  const { exit, out, err } = await run(["completion"]);
  assert.deepEqual([exit, out()], [2, ""]);
  assert.match(err(), /^error: Missing required argument 'bash\|zsh\|fish'\nType ftl2-enterprise completion --help/);
});

Deno.test("run refuses every flag that is not built with a sentence, with or without a value", async () => {
  const named = runFlags.map(({ flags }) => /--[\w-]+/.exec(flags)?.[0] ?? flags);
  for (
    const flag of "--watch --sftp-extra-args --scp-extra-args".split(" ")
  ) assert.ok(named.includes(flag), flag);
  for (const flag of named) {
    for (const value of [[], ["value"]]) {
      const { exit, out, err, asked } = await run(["run", "-f", "site.yml", flag, ...value]);
      assert.deepEqual({ exit, out: out(), opened: asked.opened }, { exit: 2, out: "", opened: [] }, flag);
      assert.match(err(), /^error: --[\w-]+ is not built yet: .{20,}/, flag);
    }
  }
});

Deno.test("run answers ansible-playbook's own flags with what to type instead, however often", async () => {
  const named = habits.map(({ flags }) => /--[\w-]+/.exec(flags)?.[0] ?? flags);
  assert.ok(named.length >= 6);
  for (const flag of [...named, "-v", "-vvv", "-M"]) {
    const { exit, out, err, asked } = await run(["run", "-f", "site.yml", flag]);
    assert.deepEqual({ exit, out: out(), opened: asked.opened }, { exit: 2, out: "", opened: [] }, flag);
    assert.match(err(), /^error: --[\w-]+ is ansible-playbook's: .{20,}/, flag);
  }
  const forks = await run(["run", "-f", "10", "site.yml"]);
  assert.equal(forks.exit, 2);
  assert.match(
    forks.err(),
    /-f names the playbook here, and there is no file 10: .* --forks\nType ftl2-enterprise run -f site\.yml --forks 10/,
  );
  assert.equal((await run(["run", "-f", "10"], {}, { files: ["/home/me/10"] })).exit, 0);
});

Deno.test("run knows every flag of ansible-playbook: none is an unknown option", async () => {
  const help = new Deno.Command("ansible-playbook", { args: ["--help"], env: { COLUMNS: "200" } }).outputSync();
  const flags = new TextDecoder().decode(help.stdout).split("\n").filter((line) => /^ {2}-/.test(line))
    .flatMap((line) => [...line.matchAll(/(?<=^ {2}|, )--?[\w-]+(?: [A-Z]\w+)?/g)].map(([flag]) => flag));
  assert.ok(flags.length > 50, flags.join());
  for (const flag of flags) {
    const { err } = await run(["run", "-f", "site.yml", ...flag.split(" ")]);
    assert.doesNotMatch(err(), /Unknown option/, flag);
  }
});

Deno.test("resume refuses run's flags: the loop goes on as it began", async () => {
  for (
    const flag of "-e --extra-vars -t --tags --skip-tags --dry-run -C --check --once -f -i -l --limit -u -b"
      .concat(
        " --model --policy --environment -s --secret --rules-dir --yes --budget-usd --budget-tokens --budget-calls",
      )
      .split(" ")
  ) {
    const { exit, err, asked } = await run(["resume", "1", flag]);
    assert.deepEqual([exit, asked.opened], [2, []], flag);
    assert.match(err(), /^error: --[\w-]+ is run's: the loop goes on as it began/, flag);
  }
});

Deno.test("run --help shows its flags in groups, each with a sentence", async () => {
  const { out } = await run(["run", "--help"]);
  const titles = out().split("\n").filter((line) => /^[A-Z].*:$/.test(line));
  assert.deepEqual(
    titles,
    [
      "What to bring about:",
      "On which hosts:",
      "Look only:",
      "How often:",
      "How:",
      "What it may do:",
      "For a goal in words:",
      "How hosts are entered, where inventory and playbook do not say:",
      "What opens what ansible-vault encrypted:",
      "Options:",
      "Global Options:",
      "Examples:",
      "A playbook is Ansible's:",
    ],
  );
  const shown = [...out().matchAll(/^ {2}(?:-\w, )?--([\w-]+)(?: <[^>]+>)? {2,}\S/gm)].map(([, name]) => name);
  for (
    const name of "file extra-vars tags skip-tags name dry-run check list-tasks list-tags list-hosts syntax-check"
      .concat(" policy environment secret yes model model-price rules-dir observe state-file playbook-out")
      .concat(" budget-usd budget-tokens budget-calls")
      .concat(" inventory limit forks user connection private-key become become-user ask-become-pass")
      .concat(" vault-password-file vault-id ask-vault-password").split(" ")
  ) {
    assert.ok(shown.includes(name), name);
  }
});

Deno.test("main finds the nearest command and flag for a mistyped one", async () => {
  const cases: [string[], RegExp][] = [
    [["stauts"], /Unknown command 'stauts'\nDid you mean status\?/],
    [["run", "--dry-rum"], /Unknown option '--dry-rum'\nDid you mean --dry-run\?/],
    [["resume", "1", "--bogus"], /Unknown option '--bogus'\nType ftl2-enterprise resume --help/],
    [["status", "a", "b"], /Too many arguments/],
    [["resume"], /Missing required argument 'loop'/],
    [["run", "-f"], /argument missing/],
    [["-o", "xml", "status"], /Allowed choices are table, json, yaml/],
    [["run", "-f", "site.yml", "--max-iterations", "0"], /whole number from 1 up/],
    [["run", "-f", "site.yml", "--max-iterations", "1e3x"], /whole number from 1 up/],
    [["run", "-f", "site.yml", "--mode", "twice"], /There is no mode "twice"/],
    [["run", "-f", "site.yml", "--on-interrupted", "maybe"], /rerun, done, ask/],
    [["run", "-f", "site.yml", "--name", "12"], /could be an id/],
    [["run", "-f", "site.yml", "--name", " "], /that says nothing/],
    [["run", "-f", "site.yml", "--name", "a\x1b[31mb"], /cannot be called "a\\u001b\[31mb": nobody could type that/],
    [["run", "-f", "site.yml", "--name", "a\nb"], /nobody could type that/],
    [["run", "-f", "site.yml", "--max-time", "0"], /'--max-time <time>' argument '0' is invalid. It is at least one s/],
    [["worker", "--poll-interval", "0"], /at least one second/],
    [["worker", "--keep", "30"], /Write its unit, as in 30d/],
    [["prune", "--keep-history", "400"], /Write its unit, as in 400d/],
    [["run", "-f", "site.yml", "and", "words"], /A playbook is enough/],
    [["run", "site.yml", "other.yml"], /A loop has one playbook\nType ftl2-enterprise run -f site\.yml/],
    [["run", "sitr.yml"], /sitr\.yml: There is no such file; YAML files there: site\.yml/],
    [["run", "-f", "-"], /standard input/],
    [
      ["run", "site.ym"],
      /site\.ym: There is no such file; YAML files there: site\.yml; a goal in words has more than one/,
    ],
    [["run", "./goal"], /\.\/goal: There is no such file; YAML files there: site\.yml/],
    [["run", "goal.md"], /goal\.md: There is no such file/],
    [["run", "site"], /"site" could be a goal in words, and there is a file site\.yml\nType .* run -f site\.yml/],
    [["run", "site.yml", "now"], /could be both\nType ftl2-enterprise run -f site\.yml/],
    [["run", "  "], /The goal says nothing/],
    [["run", "be well", "--budget-usd", "0"], /above 0/],
    [["run", "be well", "--budget-usd", "1e9"], /above 0/],
    [["run", "be well", "--budget-tokens", "1.5"], /whole number from 1 up/],
    [["run", "be well", "--budget-calls", "0"], /whole number from 1 up/],
    [["run", "be well", "--model-price", "3"], /two prices/],
    [["run", "be well", "--model", " "], /--model says nothing/],
    [["run", "-f", "sitr.yml"], /sitr\.yml: There is no such file; YAML files there: site\.yml/],
    [["run", "-f", "/home/me"], /\/home\/me: This is a folder: name the playbook in it; YAML files there: site\.yml/],
    [["\x1b[31mred"], /Unknown command '\\x1b\[31mred'/],
    [[], /No command given\nUsage: ftl2-enterprise \[options\] COMMAND\nTo begin: ftl2-enterprise init\n/],
  ];
  for (const [argv, expected] of cases) {
    const { exit, out, err, asked } = await run(argv);
    assert.deepEqual({ exit, out: out(), opened: asked.opened }, { exit: 2, out: "", opened: [] }, argv.join(" "));
    assert.match(err(), expected);
  }
});

Deno.test("run says how to begin where nothing is said", async () => {
  const { exit, out, err, asked } = await run(["run"]);
  assert.deepEqual({ exit, out: out(), opened: asked.opened }, { exit: 2, out: "", opened: [] });
  assert.match(
    err(),
    /What to do is missing\nSay it: ftl2-enterprise run "nginx is installed and running"\nor write a playbook and type ftl2-enterprise run -f site\.yml\n\n- name: Greet\n {2}hosts: localhost\n {2}tasks:/,
  );
});

Deno.test("global flags are heard before and after the command", async () => {
  for (const argv of [["--db", "x.db", "-o", "json", "status"], ["status", "-o", "json", "--db", "x.db"]]) {
    const { exit, out, asked } = await run(argv);
    assert.equal(exit, 0);
    assert.equal(JSON.parse(out()).command, "status");
    assert.deepEqual(asked.opened, [{ db: "x.db", create: false }]);
  }
});

Deno.test("main shows the database in what to type next where it is not the usual one", async () => {
  const { err } = await run(["--db", "my loops.db", "status", "9"]);
  assert.match(err(), /There is no loop "9" in my loops\.db\nType ftl2-enterprise --db 'my loops\.db' status --all/);
});

Deno.test("main tells the store's commands as one would type them here, to people and to programs", async () => {
  const open = () => Promise.reject(new StoreError("No database at x", "Run `ftl2-enterprise init-db`, or `run`"));
  for (const format of ["table", "json"]) {
    const { out, err } = await run(["--db", "x", "-o", format, "status"], { open }, { program: "deno run main.ts" });
    assert.match(err() + out(), /Run `deno run main\.ts --db x init-db`, or `run`/);
    assert.ok(!(err() + out()).includes("ftl2-enterprise"));
  }
});
