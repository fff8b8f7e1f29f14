import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { PageToken } from "../../../src/ports/page_world.ts";
import { allRoutes } from "../../../src/server/api/api.ts";
import { PREFIX } from "../../../src/server/api/path_parts.ts";
import type { Route } from "../../../src/server/api/route.ts";
import { LEGACY } from "../../store/scratch.ts";
import { lacking } from "../../modules/needs.ts";
import { PLAYBOOK, RULE } from "../page_stage.ts";
import { promtool } from "../promtool.ts";
import { ApiStage, onFullRecord, READ } from "./api_stage.ts";

const HOOK = "https://example.org/services/s3cret";

/** Every address with a request that works on the full record, in an order in which they do. */
function requests(policy: string): [id: string, path: string, body?: unknown][] {
  return [
    ["listLoops", "/loops"],
    ["listLoops", "/loops?all=true&limit=3&sort=name&descending=1&status=completed,paused&status=failed"],
    ["listLoops", "/loops?search=site&mode=continuous&only=drift"],
    ["getLoop", "/loops/site"],
    ["getLoop", "/loops/1"],
    ["listIterations", "/loops/site/iterations?limit=1"],
    ["getTimeline", "/loops/1/timeline?limit=5"],
    ["getSources", "/loops/site/sources"],
    ["getLoopRecord", "/loops/plays/record"],
    ["getIteration", "/iterations/1"],
    ["listActions", "/iterations/1/actions?limit=1"],
    ["getAction", "/actions/1"],
    ["getCall", "/calls/1"],
    ["listPrompts", "/prompts"],
    ["listPrompts", "/prompts?open=false&loop=service"],
    ["getPrompt", "/prompts/1"],
    ["listHosts", "/hosts?status=reachable&search=web"],
    ["getHost", "/hosts/web1"],
    ["listHostChanges", "/hosts/web2/changes"],
    ["listDrifts", "/drifts?open=false&loop=site&host=web2"],
    ["listRules", "/rules"],
    ["getRule", "/rules/motd"],
    ["backtestRule", "/rules/motd/backtest", {}],
    ["approveRule", "/rules/motd/approve", { text: RULE }],
    ["disableRule", "/rules/motd/disable", {}],
    ["getCounts", "/counts"],
    ["listWorkers", "/workers"],
    ["listEvents", "/logs?limit=3&loop=site"],
    ["listNotifications", "/notifications?loop=site&limit=1"],
    ["listModules", "/modules"],
    ["getModule", "/modules/copy"],
    ["testPolicy", "/policy/test", { file: policy }],
    ["explainPolicy", "/policy/explain", { module: "shell", params: ["cmd=reboot"], groups: ["web"], by: "playbook" }],
    ["listFiles", "/files"],
    ["submitLoop", "/loops", { file: "site.yml", dryRun: true, inventory: ["localhost,"], extraVars: { a: 1 } }],
    ["pauseLoop", "/loops/later/pause", { reason: "disk swap", for: "2h" }],
    ["resumeLoop", "/loops/later/resume", {}],
    ["cancelLoop", "/loops/later/cancel", { reason: "not needed" }],
    ["retryLoop", "/loops/later/retry", {}],
  ];
}

Deno.test("every address of the API answers in the shape that its document has, on a full record, and /metrics counts it", async () => {
  await using api = await onFullRecord();
  api.stage.file("site.yml", PLAYBOOK);
  api.stage.file("rules/motd.yml", RULE);
  const policy = api.stage.file("policy.yml", "rules: []\ntests:\n  - { expect: deny, module: copy }\n");
  const routes = new Map(allRoutes().map((route) => [route.id, route]));
  const called = new Set<string>();
  const call = async (id: string, path: string, body?: unknown) => {
    const route = routes.get(id);
    assert.ok(route !== undefined, id);
    called.add(id);
    const { status, body: answer } = await api.ask(
      route.method.toUpperCase(),
      `${PREFIX}${path}`,
      body === undefined ? {} : { body },
    );
    assert.equal(status, route.makes ? 201 : 200, `${path}: ${JSON.stringify(answer)}`);
    fits(route, answer.data, path);
    return answer.data as Record<string, unknown>;
  };
  const metrics = await api.text("/metrics");
  const { iterations } = await call("listIterations", "/loops/site/iterations") as { iterations: { id: number }[] };
  const [newest, oldest] = [iterations[0], iterations.at(-1)];
  await call("compareIterations", `/iterations/${oldest?.id}/changes`);
  await call("compareIterations", `/iterations/${oldest?.id}/changes?since=${newest?.id}`);
  for (const request of requests(policy)) await call(...request);

  // A question is answered as it was read.
  const { prompts } = await call("listPrompts", "/prompts") as {
    prompts: { id: number; kind: string; about: string }[];
  };
  const approval = prompts.find(({ kind }) => kind === "approval");
  assert.ok(approval !== undefined);
  const { about } = approval;
  await call("answerPrompt", `/prompts/${approval.id}/answer`, { response: "no", comment: "not today", about });
  assert.equal((await api.stage.store.archive.prompts({ ids: [approval.id] }))[0]?.answeredBy, "ada");
  assert.deepEqual([...routes.keys()].filter((id) => !called.has(id)), []);
  assert.deepEqual(api.notes, []);

  for (
    const sample of [
      /^ftl2_loops\{status="failed"\} 1$/m,
      /^ftl2_actions_total\{module="copy",status="completed"\} [1-9]/m,
      /^ftl2_drift_total\{state="corrected"\} [1-9]/m,
      /^ftl2_prompts_open\{kind="approval"\} 1$/m,
      /^ftl2_model_tokens_total\{model="[^"]*learner\.sh",direction="in"\} 2000$/m,
      /^ftl2_reconcile_duration_seconds_bucket\{result="converged",le="\+Inf"\} [1-9]/m,
      /^ftl2_queue_latency_seconds_count [1-9]/m,
    ]
  ) assert.match(metrics, sample);
  if (!lacking("promtool")) assert.equal(await promtool(metrics), "");
});

Deno.test("lists of the API answer in their shapes on a record of the original program", async () => {
  await using api = await ApiStage.open(LEGACY);
  const plain = allRoutes().filter(({ method, path }) => method === "get" && !path.includes("{"));
  const seen: string[] = [];
  for (const route of plain) {
    const all = route.id === "listLoops" ? "?all=true" : route.id === "listPrompts" ? "?open=false" : "";
    fits(route, await api.data(`${PREFIX}${route.path}${all}`), route.path);
    seen.push(route.id);
  }
  assert.ok(seen.length > 8, seen.join(" "));
  const { loops } = await api.data(`${PREFIX}/loops?all=true`) as { loops: { id: number }[] };
  assert.ok(loops.length > 0);
  for (const { id } of loops) {
    for (
      const route of allRoutes().filter(({ method, path }) => method === "get" && path.startsWith("/loops/{loop}"))
    ) {
      fits(route, await api.data(`${PREFIX}${route.path.replace("{loop}", String(id))}`), route.path);
    }
    const { iterations } = await api.data(`${PREFIX}/loops/${id}/iterations`) as { iterations: { id: number }[] };
    for (const iteration of iterations) {
      for (const path of ["/iterations/{iteration}", "/iterations/{iteration}/actions"]) {
        const route = allRoutes().find((each) => each.path === path)!;
        fits(route, await api.data(`${PREFIX}${path.replace("{iteration}", String(iteration.id))}`), path);
      }
    }
  }
});

Deno.test("/openapi.json is a document of OpenAPI 3.1 that has every address, and points nowhere", async () => {
  await using api = await ApiStage.open();
  const document = (await api.ask("GET", "/openapi.json")).body as unknown as Record<string, unknown>;
  const read = await new Validator().validate(structuredClone(document));
  assert.deepEqual([read.valid, read.errors], [true, undefined]);
  assert.equal(document["openapi"], "3.1.0");
  const paths = document["paths"] as { [path: string]: { [method: string]: { operationId: string } } };
  for (const { id, method, path } of allRoutes()) assert.equal(paths[`${PREFIX}${path}`]?.[method]?.operationId, id);
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  assert.equal(new Set(ids).size, ids.length);
  const text = JSON.stringify(document);
  for (const [, way] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = way!.split("/").reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document);
    assert.equal(typeof found, "object", way);
  }
});

Deno.test("the API hides values of variables and ways to webhooks from those who only read, and lets them change nothing", async () => {
  await using api = await ApiStage.open();
  const file = api.stage.file("site.yml", PLAYBOOK);
  await api.ask("POST", "/api/v1/loops", { body: { file, extraVars: ["password=hunter2"], notify: [HOOK] } });
  const asReader = JSON.stringify((await api.ask("GET", "/api/v1/loops/1", { token: READ })).body);
  assert.ok(!asReader.includes("hunter2") && asReader.includes('"password":"(hidden)"'), asReader);
  assert.ok(!asReader.includes(HOOK) && asReader.includes(`"notify":["https://example.org/…"]`), asReader);
  api.stage.scratch.raw().prepare(
    "insert into notifications (event_id, loop_id, kind, target, body, status, attempts, created_at) select id, 1, 'blocked', ?, '{}', 'given up', 1, at from events limit 1",
  ).run(HOOK);
  const notified = (token?: PageToken) => api.ask("GET", "/api/v1/notifications", token === undefined ? {} : { token });
  for (const [token, target] of [[READ, "https://example.org/…"], [undefined, HOOK]] as const) {
    assert.ok(JSON.stringify((await notified(token)).body).includes(`"target":"${target}"`), target);
  }
  assert.ok(JSON.stringify((await api.ask("GET", "/api/v1/loops?all=1")).body).includes('"password":"hunter2"'));
  const listed = JSON.stringify((await api.ask("GET", "/api/v1/loops?all=1", { token: READ })).body);
  assert.ok(!listed.includes("hunter2") && !listed.includes(HOOK));
  for (const { id, method, path } of allRoutes().filter(({ method }) => method === "post")) {
    const where = `${PREFIX}${path.replace("{loop}", "1").replace("{prompt}", "1").replace("{rule}", "motd")}`;
    const { status, body } = await api.ask(method.toUpperCase(), where, { body: {}, token: READ });
    assert.deepEqual([status, body.error?.kind], [403, "forbidden"], id);
  }
  assert.equal((await api.stage.store.archive.loop(1))?.status, "pending");
});

/** Fails where the answer is not exactly in the shape that is described. */
function fits(route: Route, data: unknown, path: string): void {
  const read = route.answer.safeParse(data);
  assert.ok(read.success, `${path}: ${JSON.stringify(read.error?.issues)}`);
}
