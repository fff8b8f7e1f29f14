import assert from "node:assert/strict";
import { run, type Script } from "./scripted_app.ts";

const files = ["/home/me/site.yml", "/home/me/policy.yml", "/home/me/looks.yml", "/home/me/rules/a.yml"];

/** The one submission of a command line that was accepted. */
async function submitted(argv: string[], { script = {}, texts }: { script?: Script; texts?: [string, string][] } = {}) {
  const { exit, asked, err } = await run(argv, script, { files, texts: new Map(texts) });
  assert.equal(exit, 0, err());
  const [submission] = [...asked.submissions, ...asked.queued];
  assert.ok(submission);
  return submission;
}

/** What a refusal says; nothing was opened. */
async function refused(argv: string[], script: Script = {}, texts: [string, string][] = []): Promise<string> {
  const { exit, err, out, asked } = await run(argv, script, { files, texts: new Map(texts) });
  assert.deepEqual({ exit, out: out(), opened: asked.opened }, { exit: 2, out: "", opened: [] }, argv.join(" "));
  return err();
}

const usual = {
  once: false,
  dryRun: false,
  maxIterations: 10,
  onInterrupted: "ask",
  model: "command:think",
  rulesDir: "/home/me/rules",
};

Deno.test("run takes words as a goal, with the model that is there and the rules of this folder", async () => {
  for (const argv of [["run", "nginx is  up,", "and answers"], ["submit", " nginx is  up, and answers"]]) {
    assert.deepEqual(await submitted(argv), {
      name: "nginx-is-up-and",
      mode: "single",
      desiredState: "nginx is  up, and answers",
      options: usual,
    });
  }
});

Deno.test("run takes a goal from a file, by its flag or by its name, and keeps where it stands", async () => {
  const texts: [string, string][] = [["/home/me/goal.md", "\n# Web\nnginx is up\n"]];
  for (const argv of [["run", "-f", "goal.md"], ["run", "goal.md"], ["run", "-f", "/home/me/goal.md"]]) {
    assert.deepEqual(await submitted(argv, { texts }), {
      name: "goal",
      mode: "single",
      desiredState: "# Web\nnginx is up",
      options: { goalFile: "/home/me/goal.md", ...usual },
    });
  }
  assert.match(
    await refused(["run", "-f", "goal.md"], {}, [["/home/me/goal.md", " \n"]]),
    /goal\.md: The goal says not/,
  );
  assert.match(
    await refused(["run", "-f", "goal.md", "and", "more"], {}, texts),
    /The goal in a file is enough: "and more"/,
  );
});

Deno.test("run puts the flags of a goal on record, files named from the root on", async () => {
  const argv = ["run", "nginx is up", ..."--model anthropic:m --model-price 3/15 --policy policy.yml".split(" ")]
    .concat("--environment prod -s uri.password=WEB -s *.token=T --rules-dir other --observe looks.yml".split(" "))
    .concat("--state-file state.json --playbook-out done.yml --budget-usd $1.50 --budget-tokens 200000".split(" "))
    .concat("--budget-calls 7 --yes --name web --mode incremental --max-iterations 4".split(" "));
  assert.deepEqual(await submitted(argv), {
    name: "web",
    mode: "incremental",
    desiredState: "nginx is up",
    options: {
      once: false,
      dryRun: false,
      maxIterations: 4,
      onInterrupted: "ask",
      policy: "/home/me/policy.yml",
      environment: "prod",
      secrets: ["uri.password=WEB", "*.token=T"],
      yes: true,
      model: "anthropic:m",
      modelPrice: { in: 3, out: 15 },
      rulesDir: "/home/me/other",
      observe: "/home/me/looks.yml",
      stateFile: "/home/me/state.json",
      playbookOut: "/home/me/done.yml",
      budget: { usd: 1.5, tokens: 200000, calls: 7 },
    },
  });
});

Deno.test("run names a loop after its goal's first words, in letters that people can type again", async () => {
  const names: [string, string][] = [
    ["Nginx 1.25, please!", "nginx-1.25-please"],
    ["install docker-ce and start it", "install-docker-ce-and"],
    ["80 443", "goal"],
    ["!!! ???", "goal"],
    ["\x1b[31mred\x1b[0m hat", "31mred-0m-hat"],
    ["ünïcødé läuft", "ünïcødé-läuft"],
    [`${"x".repeat(50)} is long`, "goal"],
    [`short ${"x".repeat(50)}`, "short"],
  ];
  for (const [goal, name] of names) assert.equal((await submitted(["run", `${goal} `])).name, name);
});

Deno.test("run takes the model that is typed, else the one that is found", async () => {
  const model = async (argv: string[], found: string | null) =>
    (await submitted(["run", "be well", ...argv], { script: { model: found } })).options.model;
  assert.equal(await model([], "claude-cli"), "claude-cli");
  assert.equal(await model(["--model", "openai:gpt"], "claude-cli"), "openai:gpt");
  assert.equal(await model(["--model", "none"], "claude-cli"), "none");
  assert.equal(await model([], null), undefined);
  assert.equal(await model(["--model", "command:./think.sh -v 'a b'"], null), "command:/home/me/think.sh -v 'a b'");
  assert.equal(await model(["--model", "command-json:../it's/think"], null), "command-json:../it's/think");
  assert.equal(await model(["--model", "command-json:bin/think"], null), "command-json:/home/me/bin/think");
  for (const same of ["command:think", "command:/bin/think -v", "command:'./a b' c"]) {
    assert.equal(await model(["--model", same], null), same);
  }
});

Deno.test("run refuses flags of a goal with a playbook, and a playbook's with a goal, each with a reason", async () => {
  const ofGoals = "--model x|--model-price 1/2|--rules-dir r|--observe looks.yml|--state-file s|--playbook-out p" +
    "|--budget-usd 1|--budget-tokens 1|--budget-calls 1";
  for (const words of ofGoals.split("|").map((flag) => flag.split(" "))) {
    for (const command of ["run", "submit"]) {
      const said = await refused([command, "-f", "site.yml", ...words]);
      assert.match(said, new RegExp(`^error: ${words[0]} is for a goal in words: .{10,}\nLeave it out`), words[0]);
    }
  }
  const ofPlaybooks =
    "--tags x|--skip-tags x|--once|--facts-ttl 5m|--list-tasks|--list-tags|--list-hosts|--syntax-check" +
    "|--extra-vars a=1";
  for (const words of ofPlaybooks.split("|").map((flag) => flag.split(" "))) {
    const said = await refused(["run", "be well", ...words]);
    assert.match(said, new RegExp(`^error: ${words[0]} is for a playbook: .{10,}\nLeave it out`), words[0]);
  }
  assert.match(await refused(["run", "-f", "site.yml", "--environment", "prod"]), /there is none\nAdd --policy FILE/);
  for (const flag of ["--model-price 1/2", "--budget-usd 1", "--budget-tokens 1", "--budget-calls 1"]) {
    const said = await refused(["run", "be well", "--model", "none", ...flag.split(" ")]);
    assert.match(said, /is about a model, and with --model none there is none/, flag);
  }
});

Deno.test("run takes policy, environment, secrets and --yes with a playbook, too", async () => {
  const argv = "run site.yml --policy policy.yml --environment prod -s uri.password=WEB --yes".split(" ");
  const { options } = await submitted(argv);
  assert.deepEqual(
    [options.policy, options.environment, options.secrets, options.yes, options.model, options.rulesDir],
    ["/home/me/policy.yml", "prod", ["uri.password=WEB"], true, undefined, undefined],
  );
});

Deno.test("run refuses a --yes to nothing", async () => {
  assert.match(await refused(["run", "site.yml", "--yes"]), /--yes approves what a policy asks about.*here is neither/);
  for (const argv of [["run", "be well"], ["run", "site.yml", "--policy", "policy.yml"]]) {
    assert.match(await refused([...argv, "--yes", "--dry-run"]), /A dry run changes nothing/);
  }
  assert.equal((await submitted(["run", "be well", "--yes"])).options.yes, true);
});

Deno.test("run refuses files of a goal that are not there, or are no files", async () => {
  const cases: [string, RegExp][] = [
    ["--policy nope.yml", /nope\.yml: There is no such file/],
    ["--policy rules", /rules: This is no ordinary file/],
    ["--observe nope.yml", /nope\.yml: There is no such file/],
    ["--rules-dir policy.yml", /policy\.yml: This is no folder/],
    ["--state-file rules", /rules: This is a folder: --state-file names a file/],
    ["--state-file away/state.json", /There is no folder for it: make \/home\/me\/away first/],
    ["--playbook-out away/done.yml", /There is no folder for it: make \/home\/me\/away first/],
  ];
  for (const [flags, said] of cases) assert.match(await refused(["run", "be well", ...flags.split(" ")]), said);
});

Deno.test("run warns of a folder of rules that is typed and not there", async () => {
  const warned = async (argv: string[]) =>
    (await run(["run", "be well", ...argv], {}, { files })).err().split("\n").filter((line) => /^warning/.test(line));
  assert.deepEqual(await warned(["--rules-dir", "rulse"]), [
    "warning: there is no folder rulse yet: no rule decides until there is one",
  ]);
  assert.deepEqual(await warned(["--rules-dir", "rules"]), []);
  assert.deepEqual(await warned([]), []);
});

Deno.test("run refuses as a document, too, where one is asked for", async () => {
  const { out, exit } = await run(["run", "be well", "--once", "-o", "json"], {}, { files });
  const { ok, command, error } = JSON.parse(out());
  assert.deepEqual([exit, ok, command, error.kind, error.hint], [2, false, "run", "usage", "Leave it out"]);
});

Deno.test("submit says which model will decide", async () => {
  const { out } = await run(["submit", "be well"], { model: "claude-cli" });
  assert.match(out(), /^decided by rules where one fits, else by its model: claude-cli$/m);
  const { data } = JSON.parse((await run(["submit", "be well", "-o", "json"], { model: null })).out());
  assert.equal(data.model, "none");
  assert.doesNotMatch((await run(["submit", "site.yml"])).out(), /model/);
});
