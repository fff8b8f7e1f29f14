import assert from "node:assert/strict";
import fc from "fast-check";
import { Hono } from "hono";
import type { Measured } from "../../src/ports/measured.ts";
import { metricsRoute, ofRecord } from "../../src/server/metrics.ts";
import { metricsText } from "../../src/server/metrics_text.ts";
import type { Env } from "../../src/server/visitor.ts";
import { lacking } from "../modules/needs.ts";
import { PageStage } from "./page_stage.ts";
import { promtool } from "./promtool.ts";

const ignore = lacking("promtool");

const measured: Measured = {
  loops: [{ labels: { status: "waiting" }, value: 3 }, { labels: { status: "failed" }, value: 0 }],
  runs: [{ labels: { result: "completed" }, value: 12 }],
  iterations: [{
    labels: { result: "converged" },
    upTo: [{ seconds: 0.1, count: 2 }, { seconds: 1, count: 5 }],
    sum: 7.25,
    count: 6,
  }],
  actions: [{ labels: { module: "copy", status: "completed" }, value: 4 }],
  drifts: [{ labels: { state: "found" }, value: 2 }],
  openDrifts: 1,
  openPrompts: [{ labels: { kind: "approval" }, value: 1 }],
  oldestPromptSeconds: 61.5,
  answeredPrompts: [],
  modelCalls: [{ labels: { model: "m", status: "answered" }, value: 9 }],
  modelTokens: [{ labels: { model: "m", direction: "in" }, value: 123456789 }],
  modelCost: [{ labels: { model: "m" }, value: 0.012 }],
  due: 0,
  longestDueSeconds: 0,
  queueLatency: { labels: {}, upTo: [{ seconds: 1, count: 1 }], sum: 0.5, count: 1 },
  workers: 1,
  working: 1,
  oldestLeaseSeconds: 2,
  databaseBytes: 4096,
  walBytes: 0,
};

Deno.test("metricsText() writes counters, gauges and histograms as Prometheus reads them", () => {
  const text = metricsText(ofRecord(measured));
  for (
    const line of [
      "# TYPE ftl2_loops gauge",
      'ftl2_loops{status="waiting"} 3',
      'ftl2_loops{status="failed"} 0',
      'ftl2_reconcile_total{result="converged"} 6',
      'ftl2_reconcile_duration_seconds_bucket{result="converged",le="0.1"} 2',
      'ftl2_reconcile_duration_seconds_bucket{result="converged",le="1"} 5',
      'ftl2_reconcile_duration_seconds_bucket{result="converged",le="+Inf"} 6',
      'ftl2_reconcile_duration_seconds_sum{result="converged"} 7.25',
      'ftl2_reconcile_duration_seconds_count{result="converged"} 6',
      'ftl2_queue_latency_seconds_bucket{le="+Inf"} 1',
      'ftl2_model_tokens_total{model="m",direction="in"} 123456789',
      "ftl2_prompt_oldest_age_seconds 61.5",
      "ftl2_drifts_open 1",
    ]
  ) assert.ok(text.split("\n").includes(line), line);
});

Deno.test("metricsText() sums up labels that come twice, also once they are cut, and bounds how many there are", () => {
  const rows = (labels: { [name: string]: string }[]) => labels.map((one) => ({ labels: one, value: 1 }));
  const samples = (labels: { [name: string]: string }[]) =>
    metricsText([{ name: "x_total", help: "X.", type: "counter", rows: rows(labels) }]).trimEnd().split("\n").slice(2);
  assert.deepEqual(samples([{ a: "1", b: "2" }, { b: "2", a: "1" }]), ['x_total{a="1",b="2"} 2']);
  const long = "m".repeat(500);
  assert.deepEqual(samples([{ a: `${long}1` }, { a: `${long}2` }]), [`x_total{a="${"m".repeat(119)}…"} 2`]);
  const many = samples(Array.from({ length: 700 }, (_, n) => ({ a: String(n) })));
  assert.deepEqual([many.length, many.at(-1)], [501, 'x_total{a="(others)"} 200']);
});

Deno.test("/metrics tells the record in a text that promtool has nothing against", async () => {
  await using stage = await PageStage.open();
  const app = new Hono<Env>();
  app.get("/metrics", metricsRoute(stage.world));
  const response = await app.request("/metrics");
  assert.deepEqual([response.status, response.headers.get("content-type")], [
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  const text = await response.text();
  assert.match(text, /^ftl2_build_info\{version="0\.0\.0"\} 1$/m);
  assert.ok(text.includes(`\nprocess_start_time_seconds ${stage.scratch.clock.ms / 1000}\n`));
  assert.match(text, /^ftl2_loops\{status="pending"\} 0$/m);
  if (!ignore) assert.equal(await promtool(text), "");
});

Deno.test(
  "metricsText() of hostile labels and numbers is a text that promtool has nothing against",
  { ignore },
  async () => {
    const hostile = [
      '"} 1\nevil_total 9',
      "\\",
      "\\n",
      "\0\x1b[31m",
      "\u202e\ud800",
      "é".repeat(400),
      "",
      "a\r\nb",
      "le",
    ];
    const given: Measured = {
      ...measured,
      modelCalls: hostile.map((model) => ({ labels: { model, status: "answered" }, value: Infinity })),
      iterations: hostile.map((result) => ({ ...measured.iterations[0]!, labels: { result } })),
      modelCost: hostile.map((model) => ({ labels: { model }, value: NaN })),
    };
    const text = metricsText(ofRecord(given));
    assert.ok(!/^evil/m.test(text));
    assert.equal(await promtool(text), "");
  },
);

Deno.test("metricsText() gives each sample one line, whatever its labels are", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (values) => {
    const rows = values.map((value) => ({ labels: { value }, value: 1 }));
    const lines = metricsText([{ name: "x", help: "X.", type: "gauge", rows }]).split("\n");
    assert.equal(lines.pop(), "");
    for (const line of lines.slice(2)) assert.match(line, /^x\{value="(?:[^"\\]|\\["\\n])*"\} \d+$/);
  }));
});
