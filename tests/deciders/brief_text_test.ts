// What a model reads: all that a decision hangs on, each thing as closely as it matters.
import assert from "node:assert/strict";
import { briefText, planBriefText } from "../../src/deciders/brief_text.ts";
import { WHOLE } from "../../src/deciders/brief_limits.ts";
import type { Json } from "../../src/model/json.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { iteration, recordedAction } from "../fakes/records.ts";
import { brief, host, said, terms } from "./a_brief.ts";

/** The part under a heading, without it; undefined where there is none. */
function part(
  title: string,
  given: Partial<Brief> = {},
  bound: { [module: string]: string[] } = {},
): string | undefined {
  const parts = briefText(brief(given), terms(bound)).split("\n\n## ").map((each) => each.replace(/^## /, ""));
  return parts.find((each) => each.startsWith(`${title}\n`))?.slice(title.length + 1);
}

function looks(of: { [host: string]: { [name: string]: Json } }): Partial<Brief> {
  return { observations: { looks: of } };
}

Deno.test("briefText() the same brief gives the same text", () => {
  const given = brief({ run: [iteration({ actions: [recordedAction({ id: 1 })] })] });
  assert.equal(briefText(given, terms()), briefText(structuredClone(given), terms()));
});

Deno.test("briefText() the goal stands first, in the words of people", () => {
  const text = briefText(brief({ desiredState: "nginx runs\n## Hosts\n- none" }), terms());
  assert.ok(text.startsWith("## The goal\n  > nginx runs\n  > ## Hosts\n  > - none\n\n"));
});

Deno.test("briefText() tells of a host how it is entered and the facts that matter", () => {
  const facts = {
    ansible_distribution: "Debian",
    ansible_distribution_version: "12.5",
    ansible_pkg_mgr: "apt",
    ansible_service_mgr: "systemd",
    ansible_memtotal_mb: 1990,
    ansible_all_ipv4_addresses: ["10.0.0.1"],
    ansible_env: { PATH: "/usr/bin" },
  };
  const hosts = [host("web1", { groups: ["web", "prod"], address: "10.0.0.1", user: "deploy", facts }), host("web2")];
  assert.equal(
    part("Hosts", { hosts }),
    '- "web1": groups "web", "prod"; address "10.0.0.1"; user "deploy"; ' +
      'facts "Debian 12.5, pkg_mgr apt, service_mgr systemd, 1990 MB memory, addresses 10.0.0.1"\n' +
      '- "web2": nobody has gathered its facts',
  );
});

Deno.test("briefText() circumstances: environment, dry run, what is left", () => {
  const left = { iterations: 3, usd: 0.5, tokens: 1200, calls: 2 };
  assert.equal(
    part("Circumstances", { left, environment: "prod", dryRun: true }),
    '- now "2026-01-01T00:00:00.000Z"\n- environment "prod"\n' +
      "- dry run: nothing will be changed; decide as if it were, what you decide is shown to people\n" +
      "- left of this run: 3 iterations, 0.50 US dollars for you, 1200 tokens, 2 calls to you",
  );
});

Deno.test("briefText() an increment is told with the whole goal and those before it", () => {
  const before = [{ n: 1, desiredState: "nginx is installed", status: "completed" }];
  const text = part("The increment", { increment: { n: 2, of: 3, whole: "nginx answers", before } });
  assert.equal(
    text,
    "The goal above is step 2 of 3. Do only this step; the others have their turn. The whole goal:\n" +
      '  > nginx answers\nStep 1 ("completed"):\n  > nginx is installed',
  );
});

Deno.test("briefText() a look tells what failed, and no times", () => {
  const seen = looks({ web1: { disk: said("10G"), nginx: said("", { failed: true, rc: 1, stderr: "no process" }) } });
  assert.equal(
    part("What was just seen", seen),
    '- look "disk" on "web1": ok\n  | stdout: 10G\n- look "nginx" on "web1": failed\n  | rc: 1\n  | stderr: no process',
  );
});

Deno.test("briefText() a file that was read (slurp) is told as text", () => {
  const content = btoa("listen 80;\nroot /srv;\n");
  const seen = looks({ web1: { conf: { changed: false, content, encoding: "base64", source: "/etc/x" } } });
  assert.equal(
    part("What was just seen", seen),
    '- look "conf" on "web1": ok\n  | source: /etc/x\n  | content:\n  |   listen 80;\n  |   root /srv;',
  );
});

Deno.test("briefText() equal answers of several hosts are told once", () => {
  const seen = looks({ web1: { os: said("Debian") }, web2: { os: said("Debian") }, web3: { os: said("Fedora") } });
  assert.equal(
    part("What was just seen", seen),
    '- look "os" on "web1", "web2": ok\n  | stdout: Debian\n- look "os" on "web3": ok\n  | stdout: Fedora',
  );
});

Deno.test("briefText() an unchanged look is one line, though its times differ", () => {
  const earlier = { web1: { disk: said("Filesystem\n/dev/vda"), up: said("1 day") } };
  const now = { web1: { disk: said("Filesystem\n/dev/vda", { start: "later", delta: "1" }), up: said("2 days") } };
  assert.equal(
    part("What was just seen", { ...looks(now), run: [iteration({ observations: { looks: earlier } })] }),
    '- look "disk" on "web1": ok, unchanged, it begins "stdout: / Filesystem / /dev/vda"\n- look "up" on "web1": ok\n  | stdout: 2 days',
  );
});

Deno.test("briefText() what the last decision asked for is told in full, changed or not", () => {
  const seen = { web1: { conf: said("a\nb") } };
  const probes = [{ name: "conf", host: "web1", module: "command", params: { cmd: "cat x" } }];
  const run = [iteration({ observations: { looks: seen }, decision: { kind: "look", reasoning: "r", probes } })];
  assert.match(
    part("What was just seen", { ...looks(seen), run }) ?? "",
    /on "web1": ok\n {2}\| stdout:\n {2}\| {3}a\n {2}\| {3}b$/,
  );
});

Deno.test("briefText() a long unchanged look is told by its beginning", () => {
  const seen = { web1: { log: said("x".repeat(3000)) } };
  const text = part("What was just seen", { ...looks(seen), run: [iteration({ observations: { looks: seen } })] }) ??
    "";
  assert.ok(text.length < 400, `${text.length} characters`);
  assert.match(text, /unchanged, it begins "stdout: \/ x{200,300}…"$/);
});

for (
  const [status, words] of Object.entries({
    completed: /^ {2}action 1 on "web1": completed, changed something$/m,
    failed: /^ {2}action 1 on "web1": failed$/m,
    denied: /^ {2}action 1 on "web1": denied: policy or a human said no, it was not done$/m,
    skipped: /^ {2}action 1 on "web1": skipped: it was not done$/m,
    interrupted: /^ {2}action 1 on "web1": outcome UNKNOWN: it was interrupted/m,
    running: /^ {2}action 1 on "web1": outcome UNKNOWN: it was interrupted/m,
    pending: /^ {2}action 1 on "web1": not done yet$/m,
  })
) {
  Deno.test(`briefText() an action that is ${status} is told as such, with what its host said`, () => {
    const result = { changed: true, msg: `what came of ${status}` };
    const action = recordedAction({ host: "web1", status: status as "failed", params: { cmd: "x" }, result });
    const text = part("The run so far", { run: [iteration({ actions: [action], decidedBy: "model" })] }) ?? "";
    assert.match(text, words);
    assert.ok(text.includes('  | module: command\n  | name: task\n  | params: {"cmd":"x"}'));
    assert.ok(text.includes(`  |   msg: what came of ${status}`));
  });
}

Deno.test("briefText() actions that differ in their host alone are told once", () => {
  const done = (host: string, changed: boolean) => recordedAction({ host, params: { cmd: "x" }, result: { changed } });
  const actions = [done("web1", true), done("web2", true), done("web3", false), done("web4", true)];
  const what = '  | module: command\n  | name: task\n  | params: {"cmd":"x"}';
  assert.equal(
    part("The run so far", { run: [iteration({ actions })] }),
    `- iteration 1: nothing was decided, 4 actions\n  actions 1 to 2 on "web1", "web2": completed, changed something\n${what}\n` +
      `  action 3 on "web3": completed, nothing was to be changed\n${what}\n  action 4 on "web4": completed, changed something\n${what}`,
  );
});

Deno.test("briefText() a call that failed before is told to have failed so many times", () => {
  const failed = () =>
    recordedAction({ status: "failed", params: { cmd: "x" }, result: { changed: false, failed: true } });
  const run = [iteration({ actions: [failed()] }), iteration({ n: 2, actions: [failed()] })];
  assert.match(
    part("The run so far", { run }) ?? "",
    /action 1 on "localhost": failed\n[^]*action 1 on "localhost": failed \(2 times in this run: do something else\)/,
  );
});

Deno.test("briefText() why convergence was not believed", () => {
  const decision = { kind: "converged" as const, reasoning: "all is well" };
  const run = [
    iteration({ decidedBy: "model", decision, observations: { unproven: ["web1: copy would change /etc/x"] } }),
  ];
  assert.equal(
    part("The run so far", { run }),
    "- iteration 1: model decided converged\n  | reasoning: all is well\n" +
      '  "converged" was not believed, because\n  | web1: copy would change /etc/x',
  );
});

Deno.test("briefText() an iteration that was cut short says so, and why", () => {
  const run = [iteration({ phase: "unfinished", error: "the worker died" })];
  assert.equal(
    part("The run so far", { run }),
    "- iteration 1: nothing was decided; it was cut short\n  | error: the worker died",
  );
});

Deno.test("briefText() questions with their answers, a declined approval with its comment", () => {
  const shown = [{
    host: "web1",
    module: "command",
    name: "n",
    params: { cmd: "reboot" },
    task: null,
    reason: "a free command",
    call: "c",
    seen: null,
  }];
  const prompt = { options: [], about: null, status: "answered" as const };
  const prompts = [
    { id: 1, kind: "question", text: "Which port?", ...prompt, response: "8080", comment: "behind the proxy" },
    { id: 2, kind: "approval", text: "May it?", ...prompt, response: "no", comment: "not on a Friday", shown },
    { id: 3, kind: "question", text: "Where?", options: [], about: null, status: "pending" as const, response: null },
  ];
  assert.equal(
    part("What people were asked", { run: [iteration({ prompts })] }),
    [
      "- iteration 1: it was asked",
      "  | question: Which port?",
      "  answer of a human, and comment:",
      "  > 8080",
      "  > behind the proxy",
      "- iteration 1: approval was asked for",
      "  | host: web1",
      "  | module: command",
      '  | params: {"cmd":"reboot"}',
      "  | reason: a free command",
      "  answer of a human, and comment:",
      "  > no",
      "  > not on a Friday",
      "- iteration 1: it was asked",
      "  | question: Where?",
      "  nobody has answered yet",
    ].join("\n"),
  );
});

Deno.test("briefText() rules with what they said, resources, added hosts", () => {
  const rule = { description: "Starts it", when: "up.rc != 0", observe: [], actions: [], origin: null, file: "/r.yml" };
  const given: Partial<Brief> = {
    rules: [{ ...rule, name: "start", status: "proposed" }, { ...rule, name: "other", status: "active" }],
    findings: [{
      rule: "start",
      condition: "up.rc != 0",
      outcome: "matched",
      approved: false,
      hosts: ["web1"],
      reasoning: "",
    }],
    state: {
      resources: [{ name: "db", data: { id: "i-1" } }],
      hosts: [{ name: "web9", vars: { ansible_host: "203.0.113.9" }, groups: ["web"] }],
    },
  };
  assert.equal(
    part("Rules: none of them has decided", given),
    '- rule "start", proposed: matched on "web1"\n  | description: Starts it\n  | when: up.rc != 0\n' +
      '- rule "other", active: not for this goal\n  | description: Starts it\n  | when: up.rc != 0',
  );
  assert.equal(
    part("Kept in mind: resources and hosts that this loop added", given),
    '- resource "db"\n  | id: i-1\n- added host "web9", groups "web"\n  | ansible_host: 203.0.113.9',
  );
});

Deno.test("briefText() modules that were used or are named in the goal are told in full", () => {
  const run = [iteration({ actions: [recordedAction({ module: "stat" })] })];
  const text = part("Modules in full", { run, desiredState: "uri of the page answers" }, { uri: ["url_password"] }) ??
    "";
  assert.match(text, /^- stat: Looks at a file/m);
  assert.match(text, /^- uri: /m);
  assert.match(text, /^ {4}url_password: .* Bound to a secret: leave it out\.$/m);
  assert.doesNotMatch(text, /^- copy:/m);
  assert.equal(part("Modules in full"), undefined);
});

Deno.test("planBriefText() has all but the modules", () => {
  const run = [iteration({ actions: [recordedAction({ module: "stat" })] })];
  assert.doesNotMatch(planBriefText(brief({ run })), /## Modules/);
});

/** Hosts that each print so many characters of their own to every look. */
function loud(count: number, size: number): Partial<Brief> {
  const names = Array.from({ length: count }, (_, at) => `web${at + 1}`);
  const big = (name: string, look: string) => said(`${name} ${look} `.repeat(size / (name.length + look.length + 2)));
  const seen = Object.fromEntries(
    names.map((
      name,
    ) => [name, Object.fromEntries(["disk", "log", "conf", "memory"].map((look) => [look, big(name, look)]))]),
  );
  return { hosts: names.map((name) => host(name)), ...looks(seen) };
}

Deno.test("briefText() 50 hosts that print megabytes fit, and every host is told of", () => {
  const text = briefText(brief(loud(50, 1_000_000)), terms());
  assert.ok(text.length <= WHOLE, `${text.length} characters`);
  assert.ok(text.length > WHOLE / 3, `${text.length} characters: there is room for more`);
  for (let at = 1; at <= 50; at++) assert.ok(text.includes(`- look "conf" on "web${at}": ok`), `web${at}`);
});

Deno.test("briefText() a thousand loud hosts: failures first, the rest is counted, all hosts are named", () => {
  const { hosts, observations } = loud(1000, 8_000);
  const seen: { [host: string]: { [name: string]: Json } } = { ...observations?.looks };
  seen["web1000"] = { disk: said("", { failed: true, rc: 1, stderr: "disk is broken" }) };
  const text = briefText(brief({ ...(hosts === undefined ? {} : { hosts }), observations: { looks: seen } }), terms());
  assert.ok(text.length <= WHOLE, `${text.length} characters`);
  assert.match(text, /look "disk" on "web1000": failed\n {2}\| rc: 1\n {2}\| stderr: disk is broken/);
  assert.match(text, /\(\d+ more looks left out/);
  assert.match(text, /- "web500": nobody/);
});

Deno.test("briefText() a run of hundreds of iterations: the last ones closely, the goal whole", () => {
  const actions =
    () => [recordedAction({ status: "failed", result: { changed: false, failed: true, stderr: "y".repeat(50_000) } })];
  const run = Array.from({ length: 400 }, (_, at) => iteration({ n: at + 1, actions: actions() }));
  const text = briefText(brief({ run }), terms());
  assert.ok(text.length <= WHOLE, `${text.length} characters`);
  assert.match(text, /^- iteration 400: nothing was decided, 1 actions\n {2}action 1 on "localhost": failed/m);
  assert.match(text, /^- iteration 300: nothing was decided, 1 actions$/m);
});

Deno.test("briefText() hundreds of loud actions: those that did not go well first, and what was seen is still told", () => {
  const actions = Array.from({ length: 500 }, (_, at) =>
    recordedAction({
      host: `web${at}`,
      params: { cmd: `do ${at} ${"z".repeat(4000)}` },
      status: at === 400 ? "failed" : "completed",
      result: { changed: true, stdout: `${at} ${"y".repeat(4000)}` },
    }));
  const text = briefText(brief({ run: [iteration({ actions })] }), terms());
  assert.ok(text.length <= WHOLE, `${text.length} characters`);
  assert.match(text, /action 401 on "web400": failed/);
  assert.match(text, /\(\d+ more actions left out, those that went well first: the brief is full\)/);
  assert.match(text, /look "hostname" on "web1": ok/);
});

Deno.test("briefText() a text is cut in the middle and says so", () => {
  const seen = looks({ web1: { log: said(`begin ${"x".repeat(10_000)} end`) } });
  const text = part("What was just seen", seen) ?? "";
  assert.match(text, /stdout:\n {2}\| {3}begin x+\n {2}\| {3}\(5914 characters left out\)\n {2}\| {3}x+ end$/);
});
