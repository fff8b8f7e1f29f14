import assert from "node:assert/strict";
import type { Paged, PageTerms, Survey } from "../../src/ports/survey.ts";
import { pageQueries } from "../bench/page_queries_bench.ts";
import { pageRecord } from "../bench/page_record.ts";
import { Watched } from "./asked_queries.ts";
import { Scratch } from "./scratch.ts";

/** These grow for ever; the others' rows are as many as loops, hosts and workers. */
const GROWS = ["actions", "iterations", "outputs", "model_calls", "events", "rule_results", "increments", "host_facts"];

/** Where rows come out of an index, or of the table itself, in the order that is asked for, a limit ends the scan. */
const IN_ORDER = /^SCAN (prompts|drifts)$|^SCAN \w+ USING (COVERING )?INDEX /;

/** Lists that are sorted where they are read: loops that go on, what one host has in one iteration, and questions by kind. */
const SORTED = /^loops|^actions of a host$|^measure$/;

async function everyPlan(): Promise<[what: string, plan: string[]][]> {
  await using scratch = new Scratch();
  await pageRecord(scratch.path, { loops: 40, iterations: 3, actions: 4, ended: 30 });
  using watched = new Watched(scratch.path);
  const plans: [string, string[]][] = [];
  for (const [what, call] of [...pageQueries(watched.survey, 70), ...furtherPages(watched.survey)]) {
    for (const plan of await watched.plans(call)) plans.push([what, plan]);
  }
  assert.ok(plans.length > 60, `${plans.length} plans`);
  return plans;
}

/** Second pages: where they begin is looked up, not counted off. */
function furtherPages(survey: Survey): [string, () => Promise<unknown>][] {
  const second = (list: (page: PageTerms) => Promise<Paged<unknown>>) => async () => {
    const { next } = await list({ limit: 1 });
    assert.ok(next !== null);
    await list({ limit: 1, after: next });
  };
  return [
    ["loops, by number", second((page) => survey.loops({ ...page, descending: true }))],
    ["loops of all times, by number", second((page) => survey.loops({ ...page, all: true }))],
    ["loops of all times, by name", second((page) => survey.loops({ ...page, all: true, sort: "name" }))],
    ["loops of all times, by last run", second((page) => survey.loops({ ...page, all: true, sort: "last" }))],
    ["iterations", second((page) => survey.iterations(31, page))],
    ["actions", second((page) => survey.actions(1, page))],
    ["prompts, open", second((page) => survey.prompts({ ...page, open: true }))],
    ["prompts, answered", second((page) => survey.prompts({ ...page, open: false }))],
    ["prompts of a loop", second((page) => survey.prompts({ ...page, open: false, loop: 31 }))],
    ["hosts", second((page) => survey.hosts(page))],
    ["changes of a host", second((page) => survey.hostChanges("host-00001", page))],
    ["drifts", second((page) => survey.drifts(page))],
    ["drifts, open", second((page) => survey.drifts({ ...page, open: true }))],
    ["drifts of a loop", second((page) => survey.drifts({ ...page, loop: 31 }))],
  ];
}

Deno.test("Survey scans nothing that grows with the record's age", async () => {
  for (const [what, plan] of await everyPlan()) {
    const scans = plan.filter((step) => GROWS.some((table) => new RegExp(`^SCAN ${table}\\b`).test(step)));
    assert.deepEqual(scans, [], `${what}: ${plan.join(" | ")}`);
  }
});

Deno.test("Survey sorts nothing that an index has in order", async () => {
  for (const [what, plan] of await everyPlan()) {
    if (SORTED.test(what)) continue;
    // Rows of the original name their hosts otherwise; there are none of them after it.
    if (plan.some((step) => step.includes("actions_changing_once"))) continue;
    assert.deepEqual(plan.filter((step) => step.startsWith("USE TEMP B-TREE")), [], `${what}: ${plan.join(" | ")}`);
  }
});

Deno.test("Survey reads lists out of indexes made for them", async () => {
  const plans = await everyPlan();
  const of = (name: string) => plans.filter(([what]) => what === name).map(([, plan]) => plan.join(" | ")).join("\n");
  assert.match(of("loops of all times, by last run"), /SCAN loops USING INDEX loops_ended/);
  assert.match(of("loops of all times, by name"), /SCAN loops USING COVERING INDEX loops_by_name/);
  assert.match(of("loops, by number"), /SCAN loops USING INDEX loops_open(?!.*TEMP B-TREE)/);
  assert.match(of("actions"), /SEARCH actions USING INDEX actions_in_order \(iteration_id=\?\)/);
  assert.match(of("actions, failed"), /SEARCH actions USING INDEX actions_amiss \(iteration_id=\?\)/);
  assert.match(of("actions of a host"), /SEARCH actions USING INDEX actions_of_task \(iteration_id=\? AND host=\?\)/);
  assert.match(of("prompts, open"), /SCAN prompts USING INDEX prompts_asked/);
  assert.match(of("drifts, open"), /SCAN drifts USING INDEX drifts_uncorrected/);
  assert.match(of("drifts of a host"), /SEARCH drifts USING INDEX drifts_of_host/);
  assert.match(of("changes of a host"), /SEARCH actions USING INDEX actions_changing /);
  assert.match(of("hosts, unreachable"), /SCAN host_names USING INDEX host_names_unreachable/);
  for (const [what, plan] of plans) {
    for (
      const step of plan.filter((each) => /^SCAN (?!CONSTANT|json_each|\(|known|host_names|loops|workers)/.test(each))
    ) {
      assert.match(step, IN_ORDER, `${what}: ${plan.join(" | ")}`);
    }
  }
});
