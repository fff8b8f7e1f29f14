// rules: what there is, what each would do, and whether it may; from real files, on rows of a test.
import assert from "node:assert/strict";
import type { Json } from "../../src/model/json.ts";
import type { IterationRow, PastDecision } from "../../src/ports/archive.ts";
import { ran } from "../rules/situations.ts";
import { fleetRow } from "./fleet_row.ts";
import { iterationRow } from "./iteration_row.ts";
import { loopRow, run, type Script } from "./scripted_app.ts";
import type { CapturedOptions } from "./captured_io.ts";

const UP = `# watch this
name: nginx-up
description: nginx runs
goal: nginx answers
hosts: web
observe:
  - {name: nginx, command: systemctl is-active nginx}
when: nginx.rc != 0
actions:
  - name: Start nginx
    command: systemctl start nginx
status: proposed # for now
origin:
  by: derived
  evidence: {decisions: 3, fired: 1, agreed: 1, silent: 0, unknown: 0, differed: []}
`;
const TIDY = "name: tidy\nwhen: nginx.rc == 0\nactions:\n  - file: {path: /x, state: absent}\n";
const BROKEN = "name: broken\nwhen: nginx.rc !! 0\nactions: [{ping: }]\n";

/** A folder of rules for the time of a test. */
function folder(files: Record<string, string>): { path: string; read(name: string): string } & Disposable {
  const path = Deno.makeTempDirSync({ prefix: "rules-" });
  for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(`${path}/${name}`, text);
  return {
    path,
    read: (name) => Deno.readTextFileSync(`${path}/${name}`),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

const LOOKS = { web1: { nginx: ran(3) }, web2: { nginx: ran(0) }, web3: {} };

function row(looks: Json, n = 4): IterationRow {
  const times = { createdAt: "2026-11-22T15:57:00.000Z", completedAt: null };
  return iterationRow({ id: n, n, decidedBy: "model", observations: looks === null ? null : { looks }, ...times });
}

function past(given: Partial<PastDecision> = {}): PastDecision {
  const start = { host: "web1", module: "command", params: { cmd: "systemctl start nginx" } };
  return {
    ...{ id: 1, loop: 1, run: 1, n: 1, goal: "nginx answers", by: "model", looks: { web1: { nginx: ran(3) } } },
    decision: { kind: "act", reasoning: "", actions: [{ ...start, name: "Start", task: null }] },
    actions: [{ ...start, status: "completed", changed: true }],
    converged: false,
    ...given,
  };
}

const SCRIPT: Script = {
  loops: [loopRow({ name: "web", desiredState: "nginx answers" })],
  iterations: [row(LOOKS), row(null, 5)],
  fleet: ["web1", "web2", "web3"].map((host) => fleetRow({ host, groups: ["web"] })),
  archive: {
    ruleUse: () => Promise.resolve([{ rule: "nginx-up", decided: 2, lastAt: "2026-11-22T15:58:00.000Z", lastLoop: 1 }]),
    pastDecisions: (after) =>
      Promise.resolve(
        after > 0 ? [] : [
          past(),
          past({
            ...{ id: 2, n: 2, by: "model" },
            decision: { kind: "converged", reasoning: "" },
            actions: [],
            converged: true,
          }),
        ],
      ),
  },
};

/** `rules WORDS` in a folder, with a database that is there. */
function rules(words: string[], at: { path: string }, options: CapturedOptions = {}) {
  return run(["rules", ...words, "--rules-dir", at.path], SCRIPT, { files: ["/home/me/loops.db"], ...options });
}

Deno.test("rules list shows every rule, whether it acts and how often it decided, and all that is wrong with other files", async () => {
  using at = folder({ "a.yml": UP, "b.yml": TIDY, "c.yml": BROKEN });
  const { out, exit } = await rules(["list"], at);
  assert.equal(exit, 2);
  assert.deepEqual(out().split("\n"), [
    "NAME      STATUS    DECIDED                  GOAL           ON THE RECORD",
    "nginx-up  proposed  2 times, last 2 min ago  nginx answers  would have fired once in 3 decisions, as it was decided then",
    "tidy      active    never                    (every goal)",
    `${at.path}/c.yml:2:16: Unexpected character "!"`,
    `proposed rules do nothing until they are approved: ftl2-enterprise rules review nginx-up --rules-dir ${at.path}`,
    "",
  ]);
  const document = JSON.parse((await rules(["list", "-o", "json"], at)).out());
  assert.deepEqual(document.data.rules.map(({ name, status }: { name: string; status: string }) => [name, status]), [
    ["nginx-up", "proposed"],
    ["tidy", "active"],
  ]);
  assert.equal(document.data.mistakes[0].place.line, 2);
  assert.equal(document.error.kind, "input");
});

Deno.test("rules list needs neither a folder nor a database", async () => {
  const { out, exit, asked } = await run(["rules", "list"], SCRIPT);
  assert.deepEqual([exit, out(), asked.opened], [0, "no rules in rules\n", []]);
});

Deno.test("rules without a word lists them", async () => {
  using at = folder({ "a.yml": UP });
  const { out, exit } = await rules([], at);
  assert.equal(exit, 0);
  assert.equal(out(), (await rules(["list"], at)).out());
});

Deno.test("rules show prints the file as it is, and what became of the rule", async () => {
  using at = folder({ "a.yml": UP });
  const { out, exit } = await rules(["show", "nginx-up"], at);
  assert.equal(exit, 0);
  assert.ok(out().startsWith(UP.trimEnd()));
  assert.match(
    out(),
    /a\.yml: proposed: it does nothing until it is approved\nit has decided 2 times, last 2 min ago\n/,
  );
});

Deno.test("rules says what was meant where a word is none of its own, or no rule's name", async () => {
  using at = folder({ "a.yml": UP, "broken.yml": BROKEN });
  assert.match(
    (await rules(["lst"], at)).err(),
    /nothing that can be done with rules\nDid you mean ftl2-enterprise rules list\?/,
  );
  assert.match(
    (await rules(["show", "ngnix-up"], at)).err(),
    /There is no rule "ngnix-up" in .*\nDid you mean nginx-up\?/,
  );
  assert.match((await rules(["show"], at)).err(), /No rule is named\nName one of: nginx-up/);
  assert.match((await rules(["show", "broken"], at)).err(), /broken\.yml:2:16: Unexpected character "!"/);
  assert.match((await rules(["show", "nginx-up", "x"], at)).err(), /"x" is one word too many/);
  for (const words of [["lst"], ["show", "ngnix-up"], ["show"], ["show", "broken"]]) {
    assert.equal((await rules(words, at)).exit, 2);
  }
});

Deno.test("rules test says host by host what a rule would do about what a loop saw last", async () => {
  using at = folder({ "a.yml": UP });
  for (const words of [["test", "nginx-up"], ["test", "nginx-up", "web"]]) {
    const { out, exit } = await rules(words, at);
    assert.equal(exit, 0);
    assert.deepEqual(out().split("\n"), [
      "nginx-up on what loop 1 (web) saw in iteration 4, 3 min ago",
      "HOST  CONDITION      WHY",
      "web1  holds",
      "web2  does not hold",
      "web3  not known      'nginx' is undefined",
      "once it is approved it would do",
      "HOST  ACTION       MODULE   PARAMETERS",
      `web1  Start nginx  command  cmd="systemctl start nginx"`,
      "",
    ]);
  }
  const { data } = JSON.parse((await rules(["test", "nginx-up", "-o", "json"], at)).out());
  assert.deepEqual([data.outcome, data.actions.length, data.hosts[0].outcome], ["fired", 1, "holds"]);
});

Deno.test("rules test says where nothing was looked at, and where the loop's goal is another one", async () => {
  using at = folder({ "a.yml": UP });
  const nothing = await run(["rules", "test", "nginx-up", "--rules-dir", at.path], {
    ...SCRIPT,
    iterations: [row(null)],
  });
  assert.equal(nothing.exit, 2);
  assert.match(nothing.err(), /No loop for which this rule is has looked at anything yet/);
  const loops = [loopRow({ name: "other", desiredState: "postgres answers" })];
  const other = await run(["rules", "test", "nginx-up", "other", "--rules-dir", at.path], { ...SCRIPT, loops });
  assert.match(other.out(), /the loop has another goal: there the rule is not asked\n$/);
});

Deno.test("rules approve shows the rule and what speaks for it, asks, and changes nothing else in its file", async () => {
  using at = folder({ "a.yml": UP });
  const no = await rules(["approve", "nginx-up"], at, { typed: ["no"] });
  assert.equal(no.exit, 1);
  assert.equal(at.read("a.yml"), UP);
  const yes = await rules(["approve", "nginx-up"], at, { typed: ["yes"] });
  assert.deepEqual([yes.exit, yes.out()], [0, "nginx-up is approved: it acts from each loop's next run on\n"]);
  assert.match(
    yes.err(),
    /command: systemctl start nginx\n[^]*- It runs each time that it fires, needed or not: "Start nginx"/,
  );
  assert.match(
    yes.err(),
    /- On the record: would have fired twice in 2 decisions, once as it was decided then\n/,
  );
  const text = at.read("a.yml");
  assert.match(text, /^# watch this\nname: nginx-up\n/);
  assert.match(text, /\nstatus: active # for now\n/);
  assert.match(text, /\n {2}approved:\n {4}by: me\n {4}at: "2026-11-22T16:00:00.000Z"\n/);
  const { data } = JSON.parse((await rules(["list", "-o", "json"], at)).out());
  assert.equal(data.rules[0].status, "active");
  assert.match((await rules(["approve", "nginx-up"], at)).out(), /acts already/);
});

Deno.test("rules approve asks nobody with --yes, and refuses where nobody can be asked", async () => {
  using at = folder({ "a.yml": UP });
  const refused = await rules(["approve", "nginx-up"], at);
  assert.equal(refused.exit, 2);
  assert.match(refused.err(), /Nobody can be asked.*\n.*rules approve nginx-up --yes --rules-dir/);
  assert.equal(at.read("a.yml"), UP);
  assert.equal((await rules(["approve", "nginx-up", "--yes"], at)).exit, 0);
  assert.match(at.read("a.yml"), /\nstatus: active/);
});

Deno.test("rules disable stops a rule, also one without status", async () => {
  using at = folder({ "b.yml": TIDY });
  assert.equal((await rules(["disable", "tidy"], at)).out(), "tidy is disabled\n");
  assert.ok(
    at.read("b.yml").startsWith(`${TIDY.trimEnd()}\nstatus: disabled\norigin:\n  disabled:\n    by: me\n`),
    at.read("b.yml"),
  );
  assert.equal((await rules(["disable", "tidy"], at)).out(), "tidy is disabled already\n");
});

Deno.test("rules backtest says what a rule would have done, and keeps it in the file of one that was learned", async () => {
  using at = folder({ "a.yml": UP, "b.yml": TIDY.replace("nginx.rc == 0", "nginx.rc == 3") });
  const { out } = await rules(["backtest", "tidy"], at);
  assert.deepEqual(out().split("\n"), [
    "tidy would have fired twice in 2 decisions, never as it was decided then",
    `  loop 1, run 1, iteration 1: the model also did "Start" on web1, which it does not do`,
    "  loop 1, run 1, iteration 2: it would have acted on web1; it was decided that nothing is missing",
    "",
  ]);
  assert.doesNotMatch(at.read("b.yml"), /evidence/);
  await rules(["backtest", "nginx-up"], at);
  assert.match(at.read("a.yml"), /evidence:\n {4}decisions: 2\n {4}fired: 2\n {4}agreed: 1\n/);
});

Deno.test("rules review names what to think of", async () => {
  using at = folder({ "a.yml": UP, "b.yml": TIDY });
  const { out } = await rules(["review", "tidy"], at);
  assert.match(out(), /- It removes something: "file"\n- No look of its own sees what these are about: "file"\n/);
  assert.match(out(), /to stop it: .*rules disable tidy/);
  assert.match(
    (await rules(["review", "nginx-up"], at)).out(),
    /the goal counts as reached and no model is asked\n- It is for the hosts web\n/,
  );
});

Deno.test("rules review asks a model that is named, shows what it thinks, and lets nothing hang on it", async () => {
  using at = folder({ "a.yml": UP, "model": "" });
  const model = (reply: string) => `command:sh -c "cat > '${at.path}/brief'; echo '${reply}'"`;
  const reply = JSON.stringify({ opinion: "reject", reasons: ["it restarts too much"] }).replaceAll('"', '\\"');
  const { out, err, exit } = await rules(["review", "nginx-up", "--model", model(reply)], at);
  assert.equal(exit, 0, err());
  assert.match(out(), /would not have it; it may be wrong, and nothing hangs on it\n- it restarts too much\n/);
  assert.match(at.read("brief"), /\| when: nginx\.rc != 0\n/);
  assert.match(at.read("brief"), /\| model: act: Start on web1\n/);
  assert.equal(at.read("a.yml"), UP);
  const nonsense = await rules(["review", "nginx-up", "--model", model("well")], at);
  assert.equal(nonsense.exit, 2);
  assert.match(nonsense.err(), /makes no sense: /);
  const away = await rules(["review", "nginx-up", "--model", "command:/no/such/program"], at);
  assert.equal(away.exit, 2);
  assert.match(away.err(), /cannot be asked|no\/such\/program/);
});
