import assert from "node:assert/strict";
import fc from "fast-check";
import { stuck } from "../../src/engine/stuck.ts";
import { verdictOfDecisions, verdictOfPasses } from "../../src/engine/verdict.ts";
import type { RecordedAction } from "../../src/model/action.ts";
import type { Iteration, RecordedPrompt } from "../../src/model/iteration.ts";
import type { Json } from "../../src/model/json.ts";
import { iteration, options, recordedAction } from "../fakes/records.ts";

/** A model's action. */
function act(name: string, given: Partial<RecordedAction> = {}): RecordedAction {
  return recordedAction({ name, module: "shell", params: { cmd: name }, task: null, ...given });
}

function failing(name: string, msg = "no", more: Record<string, Json> = {}): RecordedAction {
  return act(name, { status: "failed", result: { changed: false, failed: true, rc: 1, msg, ...more } });
}

/** A run of decisions, each with these actions. */
function runOf(...acted: RecordedAction[][]): Iteration[] {
  return acted.map((actions, at) =>
    iteration({ n: at + 1, decidedBy: "model", decision: { kind: "act", reasoning: "", actions: [] }, actions })
  );
}

function numbered(run: Iteration[]): Iteration[] {
  return run.map((each, at) => ({ ...each, n: at + 1 }));
}

const looking = () => iteration({ decidedBy: "model", decision: { kind: "look", reasoning: "", probes: [] } });
const waiting = () => runOf([act("wait", { module: "wait_for", result: { changed: false, elapsed: 9 } })])[0]!;
const answered = (): RecordedPrompt => ({
  id: 1,
  kind: "question",
  text: "again?",
  options: [],
  about: null,
  status: "answered",
  response: "yes",
});

Deno.test("stuck() finds the same actions with the same results three times in a row", () => {
  const twice = runOf([act("restart nginx")], [act("restart nginx")]);
  assert.equal(stuck(twice), null);
  const reason = stuck(numbered([...twice, ...runOf([act("restart nginx")])]));
  assert.match(
    reason ?? "",
    /^stuck: "restart nginx" on localhost with the same results 3 times in a row \(iterations 1 to 3\): look at what/,
  );
});

Deno.test("stuck() says what the last failure of three said", () => {
  const again = () => [failing("apt-get update", "lock held by process 17", { rc: 100 })];
  assert.match(stuck(runOf(again(), again(), again())) ?? "", /"apt-get update" on localhost: lock held by process 17/);
});

Deno.test("stuck() sees through times, process ids and temporary names, and through the order of parameters", () => {
  const at = (n: number) => failing("copy", `12:00:0${n}: /tmp/tmp.${"abc"[n]}XYZ is locked by process ${n}00`);
  const run = runOf(
    [{ ...at(0), params: { src: "a", dest: "b" } }],
    [{ ...at(1), params: { dest: "b", src: "a" } }],
    [{ ...at(2), params: { src: "a", dest: "b" } }],
  );
  assert.match(stuck(run) ?? "", /3 times in a row/);
});

for (
  const [what, other] of Object.entries<Partial<RecordedAction>>({
    "on another host": { host: "web2" },
    "with other parameters": { params: { cmd: "other" } },
    "of another module": { module: "command" },
    "with another return code": { result: { changed: true, rc: 2 } },
    "that changed nothing": { result: { changed: false } },
    "with another message": { result: { changed: true, msg: "well" } },
  })
) {
  Deno.test(`stuck() does not take an action ${what} for the same`, () => {
    assert.equal(stuck(runOf([act("go")], [act("go")], [act("go", other)])), null);
  });
}

Deno.test("stuck() finds a run that goes back and forth", () => {
  const [on, off] = [() => [act("enable")], () => [act("disable")]];
  assert.equal(stuck(runOf(on(), off(), on())), null);
  assert.match(
    stuck(runOf(on(), off(), on(), off())) ?? "",
    /^stuck: goes back and forth between "enable" on localhost \(iterations 1 and 3\) and "disable" on localhost \(iterations 2 and 4\)/,
  );
  assert.equal(stuck(runOf(on(), off(), on(), [act("mask")])), null);
});

Deno.test("stuck() finds five iterations in a row that fail and change nothing", () => {
  const tries = ["a", "b", "c", "d", "e"].map((name) => [failing(name, `no ${name}`)]);
  assert.equal(stuck(runOf(...tries.slice(1))), null);
  assert.match(
    stuck(runOf(...tries)) ?? "",
    /^stuck: no progress, 5 iterations in a row failed and changed nothing \(1 to 5\), the last of them: "e" on localhost: no e/,
  );
  const moved = tries.map((actions, at) => at === 2 ? [act("moved"), ...actions] : actions);
  assert.equal(stuck(runOf(...moved)), null, "one of them changed something");
});

Deno.test("stuck() counts what policy denies and decisions that cannot be read as no progress", () => {
  const denied = (name: string) => [act(name, { status: "denied", result: { changed: false, failed: true } })];
  const unreadable = iteration({ decidedBy: "model", decision: { kind: "unreadable", reasoning: "not JSON" } });
  const run = [...runOf(denied("a"), denied("b")), unreadable, ...runOf(denied("c")), unreadable];
  assert.match(stuck(numbered(run)) ?? "", /no progress, 5 iterations .* the last of them: not JSON/);
});

Deno.test("stuck() is not asked for a host that is away: the same three times in a row is not yet five", () => {
  const away = () => [act("go", { status: "skipped", result: { changed: false, unreachable: true, msg: "no route" } })];
  assert.equal(stuck(runOf(away(), away(), away(), away())), null);
  assert.match(stuck(runOf(away(), away(), away(), away(), away())) ?? "", /no progress/);
});

Deno.test("stuck() passes over iterations that only look or wait, however many", () => {
  assert.equal(stuck(Array.from({ length: 20 }, waiting)), null);
  assert.equal(stuck(Array.from({ length: 20 }, looking)), null);
  const run = ["go", "go", "go"].flatMap((name) => [...runOf([act(name)]), looking(), waiting()]);
  assert.match(stuck(numbered(run)) ?? "", /"go" on localhost with the same results/);
});

Deno.test("stuck() begins anew after a human's answer", () => {
  const [first, second, third] = runOf([failing("go")], [failing("go")], [failing("go")]);
  assert.equal(stuck([first!, { ...second!, prompts: [answered()] }, third!]), null);
});

Deno.test("verdictOfDecisions() ends a stuck run as failed, before its iterations are spent", () => {
  const verdict = verdictOfDecisions(runOf([act("go")], [act("go")], [act("go")]), options({ maxIterations: 3 }));
  assert(verdict?.kind === "done" && verdict.status === "failed");
  assert.match(verdict.reason, /^stuck: /);
});

Deno.test("verdictOfPasses() takes a failure for the same whatever its times, ids and order of hosts", () => {
  const pass = (n: number) => {
    const of = (host: string) => ({ host, task: "0.tasks.1", name: "apt", msg: `${n}:00: held by process ${n}` });
    const failures = n % 2 === 0 ? [of("a"), of("b")] : [of("b"), of("a")];
    return iteration({ n, phase: "unfinished", observations: { failures } });
  };
  const verdict = verdictOfPasses([pass(1), pass(2)], options());
  assert(verdict?.kind === "done");
  assert.match(verdict.reason, /failed twice in the same way/);
});

Deno.test("verdictOfPasses() ends a run whose passes go back and forth between two changes", () => {
  const pass = (n: number) => {
    const task = `0.tasks.${n % 2}`;
    const actions = [act(n % 2 === 0 ? "on" : "off", { task, diff: [{ header: "f", before: `${n % 2}`, after: "" }] })];
    return iteration({ n, actions });
  };
  assert.equal(verdictOfPasses([1, 2, 3].map(pass), options()), null);
  const verdict = verdictOfPasses([1, 2, 3, 4].map(pass), options());
  assert(verdict?.kind === "done");
  assert.match(verdict.reason, /stuck: goes back and forth between "off" on localhost \(iterations 1 and 3\) and "on"/);
});

/** Iterations with deeds that never come twice. */
const moving = fc.array(fc.constantFrom("look", "wait", "change", "change and fail"), { maxLength: 30 })
  .map((kinds) =>
    kinds.map((kind, at) => {
      if (kind === "look") return looking();
      if (kind === "wait") return waiting();
      return runOf([act(`deed ${at}`), ...(kind === "change" ? [] : [failing("check")])])[0]!;
    })
  );
/** Anything. */
const anything = fc.array(
  fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("changes", "fails", "waits"), fc.nat(99)).map(
    ([name, how, n]) => {
      if (how === "waits") return n % 2 === 0 ? waiting() : looking();
      return runOf([how === "changes" ? act(name) : failing(name, `took ${n} s`)])[0]!;
    },
  ),
  { maxLength: 12 },
);

Deno.test("stuck() never stops a run that does something new each time", () => {
  fc.assert(fc.property(moving, (run) => assert.equal(stuck(run), null)));
});

Deno.test("stuck() gives the same verdict whatever is looked at or waited for in between", () => {
  fc.assert(fc.property(anything, fc.array(fc.boolean(), { maxLength: 12 }), (run, between) => {
    const with_ = run.flatMap((each, at) => between[at] === true ? [looking(), each, waiting()] : [each]);
    assert.equal(stuck(with_) === null, stuck(run) === null);
  }));
});

Deno.test("stuck() finds every run that ends with three of the same, two of each in turn, or five failures", () => {
  const tail = fc.constantFrom(
    () => runOf([act("x")], [act("x")], [act("x")]),
    () => runOf([act("x")], [failing("y")], [act("x")], [failing("y")]),
    () => runOf(...[1, 2, 3, 4, 5].map((n) => [failing(`try ${n}`)])),
  );
  fc.assert(fc.property(anything, tail, (run, end) => assert.notEqual(stuck([...run, ...end()]), null)));
});
