// derive: rules from runs as a model decides them; each fires on what was found missing, and never on what was reached.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { RecordedAction } from "../../src/model/action.ts";
import type { Iteration } from "../../src/model/iteration.ts";
import type { Json } from "../../src/model/json.ts";
import type { Rule } from "../../src/model/rule.ts";
import { modules } from "../../src/modules/registry.ts";
import { consult } from "../../src/rules/consult.ts";
import { derive, type Learning } from "../../src/rules/derive.ts";
import { parseRule } from "../../src/rules/parse_rule.ts";
import { ruleText } from "../../src/rules/rule_text.ts";
import { recordedAction } from "../fakes/records.ts";
import { acted, CONF, INSTALL, learning, type Looks, nginx, reached, START, stat } from "./runs.ts";
import { ran, situation } from "./situations.ts";

const terms = { modules: modules(), checkPattern: () => {} };

/** The rules as they come back from their files, approved. */
function rulesOf(given: Learning): Rule[] {
  const derived = derive(given);
  assert.ok("rules" in derived, JSON.stringify(derived));
  return derived.rules.map((draft) => {
    const text = ruleText({ ...draft, status: "proposed", origin: { run: 1 } }, ["Proposed\nafter a run"]);
    const rule = parseRule(text, "/rules/x.yml", terms);
    const { file: _file, origin: _origin, status, ...read } = rule;
    assert.deepEqual(read, draft);
    assert.equal(status, "proposed");
    return { ...rule, status: "active" as const };
  });
}

function consulted(rules: Rule[], looks: Looks, goal: string) {
  return consult(rules, situation(looks, { goal }));
}

/** `host: name` of what the rules do about looks; `converged` or `nobody` where they do nothing. */
function does(rules: Rule[], looks: Looks, { goal }: Learning): string[] {
  const { decision } = consulted(rules, looks, goal);
  if (decision?.kind !== "act") return [decision?.kind ?? "nobody"];
  return decision.actions.map(({ host, name }) => `${host}: ${name}`);
}

function why(given: Learning): string {
  const derived = derive(given);
  return "why" in derived ? derived.why : assert.fail(JSON.stringify(derived.rules));
}

function on(host: string, ...actions: Partial<RecordedAction>[]): Partial<RecordedAction>[] {
  return actions.map((action) => ({ host, ...action }));
}

const FAILED = { status: "failed" as const, result: { changed: false, failed: true, msg: "no" } };

Deno.test("derive() makes one rule of package, config and service: it fires on what was missing, and says when nothing is", () => {
  const given = learning([
    acted({ web1: nginx(false) }, on("web1", INSTALL, CONF, START)),
    reached({ web1: nginx(true) }),
  ]);
  const rules = rulesOf(given);
  assert.deepEqual(
    rules[0]!.when.split("\nor "),
    [
      "nginx_pkg.rc != 0",
      "nginx_service.rc != 0",
      "'LISTEN' not in port.stdout",
      "not conf.stat.exists",
      "conf.stat.checksum != '5891b5b522d5df086d0ff0b110fbd9d21bb4fc71'",
    ],
  );
  assert.deepEqual(rules[0]!.observe.map(({ name }) => name), ["nginx_pkg", "nginx_service", "port", "conf"]);
  assert.equal(rules[0]!.hosts, undefined);
  assert.deepEqual(does(rules, { web1: nginx(false) }, given), [
    "web1: Install nginx",
    "web1: Write the site",
    "web1: Start nginx",
  ]);
  assert.deepEqual(does(rules, { web1: nginx(true, "up 9 days, load average: 3.01") }, given), ["converged"]);
  const edited = { ...nginx(true), conf: stat({ checksum: "0".repeat(40) }) };
  assert.equal(does(rules, { web1: edited }, given).length, 3);
});

Deno.test("derive() keeps the order of each host: what one of them needed first comes first", () => {
  const lock = { module: "file", name: "Unlock", params: { path: "/run/lock", state: "absent" } };
  const before = { web1: nginx(false), web2: nginx(false) };
  const half = { web1: nginx(true), web2: nginx(false) };
  const given = learning([
    acted(before, [...on("web1", CONF, START), ...on("web2", CONF, { ...START, ...FAILED })]),
    acted(half, on("web2", lock, START)),
    reached({ web1: nginx(true), web2: nginx(true) }),
  ]);
  assert.deepEqual(does(rulesOf(given), { web1: nginx(false), web2: nginx(true) }, given), [
    "web1: Write the site",
    "web1: Unlock",
    "web1: Start nginx",
  ]);
});

Deno.test("derive() learns a command that ran in an iteration which takes no looks, after an approval", () => {
  const decided = acted({ web1: nginx(false) }, on("web1", INSTALL, CONF, START));
  const went = { ...acted({}, on("web1", INSTALL, CONF, START)), observations: {} };
  const waited = { ...decided, actions: [], phase: "unfinished" as const };
  const given = learning([waited, went, reached({ web1: nginx(true) })]);
  assert.deepEqual(does(rulesOf(given), { web1: nginx(false) }, given), [
    "web1: Install nginx",
    "web1: Write the site",
    "web1: Start nginx",
  ]);
});

Deno.test("derive() gives a rule's parameters back as they were, also where they look like templates", () => {
  const given = learning([
    acted({ web1: nginx(false) }, on("web1", { ...CONF, name: "Write {{ it }}" })),
    reached({ web1: nginx(true) }),
  ]);
  const { decision } = consulted(rulesOf(given), { web1: nginx(false) }, given.goal);
  const [action] = decision?.kind === "act" ? decision.actions : [];
  assert.deepEqual([action?.params, action?.name], [CONF.params, "Write {{ it }}"]);
});

Deno.test("derive() leaves out what failed, and keeps what put it right in the order in which it worked", () => {
  const given = learning([
    acted({ web1: nginx(false) }, on("web1", { ...CONF, ...FAILED }, { ...START, status: "skipped" })),
    acted({ web1: nginx(false) }, [
      ...on("web1", {
        module: "file",
        name: "Make the folder",
        params: { path: "/etc/nginx/conf.d", state: "directory" },
      }),
      ...on("web1", { ...CONF, params: { ...CONF.params, content: "wrong\n" } }, CONF),
      ...on("web1", { ...START, status: "denied" }),
    ]),
    reached({ web1: nginx(true) }),
  ]);
  assert.deepEqual(does(rulesOf(given), { web1: nginx(false) }, given), [
    "web1: Make the folder",
    "web1: Write the site",
  ]);
});

Deno.test("derive() keeps a command only where a look changed over it, and says in the description what it runs", () => {
  const check = { module: "command", name: "Check the config", params: { cmd: "nginx -t" } };
  const given = learning([
    acted({ web1: nginx(false) }, on("web1", INSTALL)),
    acted({ web1: { ...nginx(true), nginx_service: ran(0, "active") } }, on("web1", check)),
    reached({ web1: nginx(true, "up 4 days") }),
  ]);
  const [rule] = rulesOf(given);
  assert.deepEqual(rule!.actions.map(({ name }) => name), ["Install nginx"]);
  assert.match(rule!.description, /It runs "Install nginx" each time it fires/);
});

Deno.test("derive() puts what people answered into the description", () => {
  const asked = reached({ web1: nginx(false) }, {
    converged: false,
    decision: { kind: "ask", reasoning: "", questions: [] },
    prompts: [{
      id: 1,
      kind: "question",
      text: "Which port?",
      options: [],
      about: null,
      status: "answered",
      response: "80",
    }],
  });
  const given = learning([asked, acted({ web1: nginx(false) }, on("web1", CONF)), reached({ web1: nginx(true) })]);
  assert.match(rulesOf(given)[0]!.description, /People were asked "Which port\?" and said "80"\./);
});

Deno.test("derive() hangs nothing on looks that change by themselves", () => {
  const restless = (pid: number) => ({ ps: ran(0, `PID ${pid}\nTIME 00:0${pid}`), now: ran(0, `Mon 10:0${pid}`) });
  const looks = ["ps", "now"].map((name) => ({ name, module: "command", params: { cmd: name } }));
  const run = [
    acted({ web1: { ...nginx(false), ...restless(1) } }, on("web1", CONF)),
    reached({ web1: { ...nginx(true, "up 4 days"), ...restless(2) } }),
  ];
  const given = learning(run);
  const rules = rulesOf({ ...given, looks: [...given.looks, ...looks] });
  assert.doesNotMatch(rules[0]!.when, /uptime|disk|memory|hostname|stdout.*PID|10:0/);
  const tomorrow = { web1: { ...nginx(true, "up 5 days"), ...restless(3) } };
  assert.deepEqual(does(rules, tomorrow, given), ["converged"]);
});

Deno.test("derive() takes a usual look where something about it that holds still was changed", () => {
  const given = learning([
    acted(
      { web1: { hostname: ran(0, "localhost") } },
      on("web1", {
        module: "command",
        name: "Name it",
        params: { cmd: "hostnamectl set-hostname web1" },
      }),
    ),
    reached({ web1: { hostname: ran(0, "web1") } }),
  ], { goal: "the host is called web1" });
  const rules = rulesOf(given);
  assert.equal(rules[0]!.when, "hostname.stdout != 'web1'");
  assert.deepEqual(does(rules, { web1: { hostname: ran(0, "localhost") } }, given), ["web1: Name it"]);
});

Deno.test("derive() looks itself at a file that was written and that nobody looked at", () => {
  const line = {
    module: "lineinfile",
    name: "Allow it",
    params: { path: "/etc/allow", line: "web" },
    result: { changed: true },
  };
  const seen = { web1: { hostname: ran(0, "web1") } };
  const given = learning([
    acted(seen, on("web1", { ...CONF, params: { ...CONF.params, mode: "644" } }, line)),
    reached(seen),
  ]);
  const [rule] = rulesOf(given);
  assert.deepEqual(rule!.observe, [
    { name: "conf_d_site_conf", module: "stat", params: { path: "/etc/nginx/conf.d/site.conf" } },
    { name: "etc_allow", module: "command", params: { argv: ["grep", "-Fxq", "--", "web", "/etc/allow"] } },
  ]);
  const tomorrow = (checksum: string, rc: number) => ({
    web1: { hostname: ran(0, "web1"), conf_d_site_conf: stat({ checksum }), etc_allow: ran(rc) },
  });
  assert.deepEqual(does([rule!], tomorrow(CONF.result.checksum, 0), given), ["converged"]);
  assert.equal(does([rule!], tomorrow(CONF.result.checksum, 1), given).length, 2);
  assert.equal(does([rule!], tomorrow("0", 0), given).length, 2);
});

Deno.test("derive() takes a command for needed where what it creates is not there", () => {
  const start = { module: "shell", name: "Start", params: { cmd: "echo up > /run/app", creates: "/run/app" } };
  const check = { module: "shell", name: "Any", params: { cmd: "x", creates: "/run/*.pid" } };
  const seen = { web1: { hostname: ran(0, "web1") } };
  const given = learning([acted(seen, on("web1", start, check)), reached(seen)]);
  const [rule] = rulesOf(given);
  assert.equal(rule!.when, "not run_app.stat.exists");
  assert.doesNotMatch(rule!.description, /each time/);
  assert.deepEqual(rule!.actions.map(({ name }) => name), ["Start", "Any"]);
});

Deno.test("derive() looks closer than a model that only saw that a file can be read", () => {
  const line = { module: "lineinfile", name: "Set it", params: { path: "/etc/app.conf", line: "port=80" } };
  const looks = [{ name: "conf", module: "slurp", params: { src: "/etc/app.conf" } }];
  const missing = { web1: { conf: { changed: false, failed: true, msg: "file not found: /etc/app.conf" } } };
  const there = (content: string) => ({ changed: false, content: btoa(content), encoding: "base64" });
  const given = learning([acted(missing, on("web1", line)), reached({ web1: { conf: there("port=80\n") } })], {
    looks,
  });
  const rules = rulesOf(given);
  assert.equal(rules[0]!.when, "conf is failed\nor etc_app_conf.rc != 0");
  assert.deepEqual(does(rules, { web1: { conf: there("port=81\n"), etc_app_conf: ran(1) } }, given), ["web1: Set it"]);
  assert.deepEqual(does(rules, { web1: { conf: there("port=80\n"), etc_app_conf: ran(0) } }, given), ["converged"]);
  assert.deepEqual(does(rules, missing, given), ["web1: Set it"]);
});

Deno.test("derive() makes one rule for hosts that were treated alike, and one for each other kind", () => {
  const db = { hostname: ran(0, "db1"), pg: ran(0, "online") };
  const pg = { module: "command", name: "Start postgres", params: { cmd: "pg_ctlcluster 15 main start" } };
  const looks = [...learning([]).looks, { name: "pg", module: "command", params: { cmd: "pg_lsclusters" } }];
  const run = [
    acted({ web1: nginx(false), web2: nginx(true), db1: { ...db, pg: ran(3, "down") } }, [
      ...on("web1", INSTALL, CONF),
      ...on("web2", CONF),
      ...on("db1", pg),
    ]),
    reached({ web1: nginx(true), web2: nginx(true), db1: db }),
  ];
  const given = learning(run, {
    looks,
    groups: new Map([["all", ["web1", "web2", "db1"]], ["web", ["web1", "web2"]]]),
  });
  const rules = rulesOf(given);
  assert.deepEqual(rules.map(({ hosts, actions }) => [hosts, actions.map(({ name }) => name).join()]), [
    ["web", "Install nginx,Write the site"],
    ["db1", "Start postgres"],
  ]);
});

Deno.test("derive() writes the host's own name as a variable where each host was given its own", () => {
  const motd = (host: string) => ({
    module: "copy",
    name: "Greet",
    params: { dest: "/etc/motd", content: `this is ${host}\n` },
    result: { changed: true },
  });
  const looks = [{ name: "motd", module: "stat", params: { path: "/etc/motd" } }];
  const before = { motd: { changed: false, stat: { exists: false } } };
  const run = [
    acted({ web1: before, web2: before }, [...on("web1", motd("web1")), ...on("web2", motd("web2"))]),
    reached({ web1: { motd: stat({ checksum: "1" }) }, web2: { motd: stat({ checksum: "2" }) } }),
  ];
  const given = learning(run, { looks });
  const [rule, ...more] = rulesOf(given);
  assert.equal(more.length, 0);
  assert.equal(rule!.when, "not motd.stat.exists");
  const { decision } = consulted([rule!], { web1: before, web2: before }, given.goal);
  assert.deepEqual(
    decision?.kind === "act" && decision.actions.map(({ params }) => params["content"]),
    ["this is web1\n", "this is web2\n"],
  );
});

Deno.test("derive() hangs nothing on a name that meant two looks in the run", () => {
  const probe = (cmd: string) => ({ name: "port", host: "web1", module: "command", params: { cmd } });
  const start = acted({ web1: nginx(false) }, on("web1", CONF));
  start.decision = { ...start.decision!, probes: [probe("ss -ltn"), probe("ss -lun")] };
  const [rule] = rulesOf(learning([start, reached({ web1: nginx(true) })]));
  assert.doesNotMatch(rule!.when, /port/);
});

Deno.test("derive() says why there is no rule", () => {
  const end = reached({ web1: nginx(true) });
  const start = { web1: nginx(false) };
  const secret = { ...CONF, params: { ...CONF.params, content: "password=(secret)" } };
  const cases: [string, Iteration[], RegExp][] = [
    ["not reached", [acted(start, on("web1", CONF))], /did not end/],
    ["nothing done", [reached(start), end], /nothing was done/],
    ["only looked", [acted(start, on("web1", { module: "stat", params: { path: "/" } })), end], /nothing was done/],
    ["a secret", [acted(start, on("web1", secret)), end], /secret/],
    ["nothing seen", [
      acted({ web1: { uptime: ran(0, "1") } }, on("web1", { module: "apt", params: { name: "nginx" } })),
      reached({ web1: { uptime: ran(0, "2") } }),
    ], /no look tells web1/],
  ];
  for (const [what, run, wanted] of cases) assert.match(why(learning(run)), wanted, what);
});

// Any run: the rules made of it say nothing where the goal was reached, and come back from their files as they were.

const printed = fc.constantFrom(
  "",
  "active",
  "inactive",
  "v1.2",
  "LISTEN 80\nx",
  "a\nb {{ c }}",
  'it\'s "so"',
  "(secret)",
  "\\",
);
const seen: fc.Arbitrary<Json> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 1, 3), printed).map(([rc, out]) => ran(rc, out)),
  fc.constant({ changed: false, stat: { exists: false } }),
  fc.constantFrom("a", "b").map((checksum) => stat({ checksum })),
  fc.boolean().map((changed) => ({ changed })),
  fc.constantFrom<Json>(
    { changed: false, failed: true, msg: "no such file" },
    { changed: false, unreachable: true, msg: "away" },
    null,
    "text",
  ),
);
const HOSTS = ["web1", "web2"];
const LOOKS = ["a", "b", "is up", "hosts", "not", "uptime"];
const hostLooks = fc.record(Object.fromEntries(HOSTS.map((host) => [
  host,
  fc.record(Object.fromEntries(LOOKS.map((look) => [look, seen])), { requiredKeys: ["a"] }),
]))) as fc.Arbitrary<Looks>;
const deed = fc.record({
  host: fc.constantFrom(...HOSTS),
  status: fc.constantFrom<RecordedAction["status"]>("completed", "completed", "failed", "skipped"),
  module: fc.constantFrom("command", "copy", "file"),
  text: printed,
  changed: fc.boolean(),
}).map(({ text, changed, module, ...rest }) => ({
  ...rest,
  module,
  name: `do ${text}`,
  params: module === "command"
    ? { cmd: `x ${text}` }
    : module === "copy"
    ? { dest: "/f", content: text }
    : { path: "/f", state: "directory" },
  result: { changed, checksum: "0".repeat(40) },
}));

Deno.test("derive() makes no rule that fires on what was seen when the goal was reached", () => {
  let made = 0;
  const runs = fc.tuple(
    fc.array(fc.tuple(hostLooks, fc.array(deed, { maxLength: 4 })), { minLength: 1, maxLength: 4 }),
    hostLooks,
  );
  fc.assert(
    fc.property(runs, ([iterations, end]) => {
      const run = [...iterations.map(([looks, actions]) => acted(looks, actions.map(recordedAction))), reached(end)];
      const given = learning(run, {
        looks: LOOKS.map((name) => ({ name, module: "command", params: { cmd: name } })),
        hosts: HOSTS,
      });
      if ("why" in derive(given)) return;
      made++;
      for (const rule of rulesOf(given)) {
        assert.doesNotThrow(() => consulted([rule], end, given.goal));
        assert.notEqual(consulted([rule], end, given.goal).decision?.kind, "act", rule.when);
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(made > 20, `only ${made} runs made rules`);
});
