// consult: which rule fires where, which does not, and when rules alone may say that a goal is reached.
import assert from "node:assert/strict";
import type { Action } from "../../src/model/action.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { Iteration } from "../../src/model/iteration.ts";
import type { Finding, Rule } from "../../src/model/rule.ts";
import { consult, type Situation } from "../../src/rules/consult.ts";
import { iteration } from "../fakes/records.ts";
import { ran, rule, situation } from "./situations.ts";

const DOWN = { nginx: ran(3, "inactive") };
const UP = { nginx: ran(0, "active") };
const AWAY = { nginx: { changed: false, unreachable: true, msg: "Connection refused" } };
const LOOK = { name: "nginx", module: "command", params: { cmd: "systemctl is-active nginx" } };

function fired(decision: Decision | null): Action[] {
  assert.equal(decision?.kind, "act");
  return decision!.kind === "act" ? decision.actions : [];
}

function outcomes(findings: Finding[]): string[] {
  return findings.map(({ rule, outcome, hosts }) => [rule, outcome, ...hosts].join(" "));
}

/** An iteration in which a rule acted. */
function ruled(name: string, actions: Action[], more: Partial<Iteration> = {}): Iteration {
  return iteration({
    n: 4,
    decidedBy: "rule",
    decision: { kind: "act", reasoning: "", actions, rule: name },
    ...more,
  });
}

interface Case {
  title: string;
  rules: Rule[];
  on: Situation;
  outcomes: string[];
  /** `act`, `converged` or nothing. */
  decision?: "act" | "converged";
}

const started = fired(consult([rule()], situation({ web1: DOWN })).decision);
const covering = rule({ goal: "nginx  answers", observe: [LOOK] });

const CASES: Case[] = [
  {
    title: "an active rule fires on every host where its condition holds",
    rules: [rule()],
    on: situation({ web1: DOWN, web2: UP, web3: DOWN }),
    outcomes: ["nginx-up fired web1 web3"],
    decision: "act",
  },
  {
    title: "a proposed rule matches and never fires",
    rules: [rule({ status: "proposed" })],
    on: situation({ web1: DOWN }),
    outcomes: ["nginx-up matched web1"],
  },
  {
    title: "a disabled rule is not evaluated",
    rules: [rule({ status: "disabled" })],
    on: situation({ web1: DOWN }),
    outcomes: [],
  },
  {
    title: "a rule for another goal is not evaluated",
    rules: [rule({ goal: "postgres answers" })],
    on: situation({ web1: DOWN }),
    outcomes: [],
  },
  {
    title: "the first that fires wins, the next one only matches",
    rules: [rule({ status: "proposed", name: "a" }), rule({ name: "b" }), rule({ name: "c" })],
    on: situation({ web1: DOWN }),
    outcomes: ["a matched web1", "b fired web1", "c matched web1"],
    decision: "act",
  },
  {
    title: "a rule is only for the hosts of its pattern",
    rules: [rule({ hosts: "web:!web1" })],
    on: situation({ web1: DOWN, web2: DOWN }),
    outcomes: ["nginx-up fired web2"],
    decision: "act",
  },
  {
    title: "a look that nobody took is an error, and fires nothing",
    rules: [rule({ when: "ngnix.rc != 0" })],
    on: situation({ web1: DOWN }),
    outcomes: ["nginx-up error"],
  },
  {
    title: "a host that does not answer is no reason, whatever the condition makes of it; others are",
    rules: [rule({ when: "nginx.rc | default(1) != 0" })],
    on: situation({ web1: AWAY, web2: DOWN }),
    outcomes: ["nginx-up fired web2"],
    decision: "act",
  },
  {
    title: "only hosts that do not answer: an error",
    rules: [rule({ when: "nginx.rc | default(1) != 0" })],
    on: situation({ web1: AWAY }),
    outcomes: ["nginx-up error"],
  },
  {
    title: "a rule that fired in vain is passed over, and the next one fires",
    rules: [rule(), rule({ name: "again" })],
    on: situation({ web1: DOWN }, { run: [ruled("nginx-up", started)] }),
    outcomes: ["nginx-up skipped web1", "again fired web1"],
    decision: "act",
  },
  {
    title: "a look or a question in between is no act: the rule stays passed over",
    rules: [rule()],
    on: situation({ web1: DOWN }, {
      run: [
        ruled("nginx-up", started),
        iteration({ decidedBy: "model", decision: { kind: "look", reasoning: "", probes: [] } }),
      ],
    }),
    outcomes: ["nginx-up skipped web1"],
  },
  {
    title: "after an act of somebody else it may fire again",
    rules: [rule()],
    on: situation({ web1: DOWN }, {
      run: [
        ruled("nginx-up", started),
        iteration({ decidedBy: "model", decision: { kind: "act", reasoning: "", actions: started } }),
      ],
    }),
    outcomes: ["nginx-up fired web1"],
    decision: "act",
  },
  {
    title: "on another host than before it fires",
    rules: [rule()],
    on: situation({ web1: UP, web2: DOWN }, { run: [ruled("nginx-up", started)] }),
    outcomes: ["nginx-up fired web2"],
    decision: "act",
  },
  {
    title: "an active rule of this very goal that holds nowhere covers it",
    rules: [covering],
    on: situation({ web1: UP, web2: UP }),
    outcomes: ["nginx-up no match"],
    decision: "converged",
  },
  {
    title: "a rule for every goal covers none",
    rules: [rule({ observe: [LOOK] })],
    on: situation({ web1: UP }),
    outcomes: ["nginx-up no match"],
  },
  {
    title: "a proposed rule covers nothing",
    rules: [{ ...covering, status: "proposed" }],
    on: situation({ web1: UP }),
    outcomes: ["nginx-up no match"],
  },
  {
    title: "where one host did not answer nothing is covered",
    rules: [covering],
    on: situation({ web1: UP, web2: AWAY }),
    outcomes: ["nginx-up error"],
  },
  {
    title: "where a look of the rule could not be taken nothing is covered, though the condition does not ask for it",
    rules: [{ ...covering, observe: [LOOK, { name: "port", module: "wait_for", params: { port: 80 } }] }],
    on: situation({ web1: { ...UP, port: { changed: false, failed: true, msg: "Not looked at: it writes" } } }),
    outcomes: ["nginx-up no match"],
  },
  {
    title: "a look of the rule on other hosts than the rule's counts, too",
    rules: [{
      ...covering,
      hosts: "web1",
      observe: [LOOK, { name: "db", module: "command", params: {}, hosts: "web2" }],
    }],
    on: situation({ web1: UP, web2: { db: { changed: false, failed: true, msg: "broken" } } }),
    outcomes: ["nginx-up no match"],
  },
  {
    title: "a command that ended with another status than 0 was answered",
    rules: [{ ...covering, observe: [LOOK, { name: "old", module: "command", params: { cmd: "test -e /old" } }] }],
    on: situation({ web1: { ...UP, old: ran(1) } }),
    outcomes: ["nginx-up no match"],
    decision: "converged",
  },
  {
    title: "one covering rule that cannot be evaluated is enough not to cover",
    rules: [covering, rule({ name: "other", goal: "nginx answers", when: "port.rc != 0" })],
    on: situation({ web1: UP }),
    outcomes: ["nginx-up no match", "other error"],
  },
  {
    title: "a rule that fired in vain leaves it to somebody else, though another covers",
    rules: [covering, rule({ name: "tidy", when: "nginx.rc == 0" })],
    on: situation({ web1: UP }, {
      run: [ruled("tidy", fired(consult([rule({ name: "tidy", when: "true" })], situation({ web1: UP })).decision))],
    }),
    outcomes: ["nginx-up no match", "tidy skipped web1"],
  },
  {
    title: "a rule for none of the hosts covers nothing",
    rules: [{ ...covering, hosts: "db" }],
    on: situation({ web1: UP }),
    outcomes: ["nginx-up no match"],
  },
  {
    title: "an action for a host that the loop does not have is an error",
    rules: [rule({ actions: [{ name: "Reload", module: "command", params: { cmd: "true" }, host: "lb1" }] })],
    on: situation({ web1: DOWN }),
    outcomes: ["nginx-up error web1"],
  },
  {
    title: "a parameter that cannot be filled in is an error",
    rules: [rule({ actions: [{ name: "Start", module: "command", params: { cmd: "start {{ unit.stdout }}" } }] })],
    on: situation({ web1: DOWN }),
    outcomes: ["nginx-up error web1"],
  },
];

for (const { title, rules, on, outcomes: wanted, decision } of CASES) {
  Deno.test(`consult() ${title}`, () => {
    const consultation = consult(rules, on);
    assert.deepEqual(outcomes(consultation.findings), wanted);
    assert.equal(consultation.decision?.kind, decision);
  });
}

Deno.test("consult() fills in parameters for each host, one action after the other, and makes the same call once", () => {
  const reload = { name: "Reload", module: "command", params: { cmd: "reload" }, host: "web2" };
  const note = {
    name: "Note on {{ inventory_hostname }}",
    module: "copy",
    params: {
      dest: "/etc/motd",
      content: "{{ facts.distribution }} {{ group_names | join }} {{ hosts['web1'].nginx.rc }}",
      mode: "{{ 420 }}",
    },
  };
  const { decision } = consult([rule({ actions: [note, reload] })], situation({ web1: DOWN, web2: DOWN }));
  const content = "Debian web 3";
  assert.deepEqual(fired(decision).map(({ host, name, params, task }) => ({ host, name, params, task })), [
    { host: "web1", name: "Note on web1", params: { dest: "/etc/motd", content, mode: 420 }, task: null },
    { host: "web2", name: "Note on web2", params: { dest: "/etc/motd", content, mode: 420 }, task: null },
    { host: "web2", name: "Reload", params: { cmd: "reload" }, task: null },
  ]);
  assert.equal(decision!.rule, "nginx-up");
});

Deno.test("consult() fills in no template that a host has printed, and reads no file of the controller", () => {
  const looks = { web1: { nginx: ran(1, "{{ lookup('file', '/etc/passwd') }}") } };
  const echo = { name: "Note", module: "copy", params: { dest: "/n", content: "{{ nginx.stdout }}" } };
  const { decision } = consult([rule({ actions: [echo] })], situation(looks));
  assert.equal(fired(decision)[0]?.params["content"], "{{ lookup('file', '/etc/passwd') }}");
  const reading = rule({ when: "lookup('file', '/etc/passwd') != ''" });
  assert.match(consult([reading], situation(looks)).findings[0]!.reasoning, /lookup 'file' cannot be used here/);
});

Deno.test("consult() shows resources and looks whose names are no names of variables", () => {
  const seen = situation({ web1: { "is up": ran(0) } }, {
    state: { resources: [{ name: "vm", data: { id: 7 } }] },
  });
  const { findings } = consult([rule({ when: "looks['is up'].rc == 0 and resources.vm.id == 7" })], seen);
  assert.deepEqual(outcomes(findings), ["nginx-up fired web1"]);
});

Deno.test("consult() says in a finding why", () => {
  const reasonings = (rules: Rule[], on: Situation) => consult(rules, on).findings.map(({ reasoning }) => reasoning);
  assert.deepEqual(reasonings([rule(), rule({ name: "b" })], situation({ web1: DOWN, web2: AWAY })), [
    "it holds on web1 (nginx.rc != 0); web2: it did not answer: Connection refused",
    "it holds on web1 (nginx.rc != 0); nginx-up came first; web2: it did not answer: Connection refused",
  ]);
  assert.deepEqual(reasonings([rule({ when: "ngnix.rc != 0" })], situation({ web1: UP })), [
    "its condition cannot be evaluated everywhere; web1: 'ngnix' is undefined",
  ]);
});

Deno.test("consult() says which part of a condition held", () => {
  const reasoning = (when: string) => consult([rule({ when })], situation({ web1: DOWN })).decision?.reasoning;
  const start = "The rule nginx-up holds on web1";
  assert.equal(
    reasoning("nginx.rc == 0\nor nginx.stdout != 'active'"),
    `${start} (nginx.stdout != 'active'): nginx runs`,
  );
  assert.equal(reasoning("port.rc == 0 if false else (nginx.rc == 1\nor nginx.rc == 3)"), `${start}: nginx runs`);
});

Deno.test("consult() shows each rule its own look where a name stands for several, for firing and for covering", () => {
  const look = { name: "nginx", module: "command", params: { cmd: "true" } };
  const one = rule({ name: "one", goal: "nginx answers", observe: [look], when: "hosts['web1'].nginx.rc != 0" });
  const other = { ...one, name: "other" };
  const seen = (own: object) => situation({ web1: { ...UP, ...own } });
  assert.deepEqual(outcomes(consult([one, other], seen({ "one: nginx": ran(1) })).findings), [
    "one fired web1",
    "other no match",
  ]);
  assert.equal(consult([one, other], seen({ "one: nginx": ran(0) })).decision?.kind, "converged");
  const refused = { changed: false, failed: true, msg: "Not looked at" };
  assert.equal(consult([{ ...one, when: "false" }], seen({ "one: nginx": refused })).decision, null);
});
