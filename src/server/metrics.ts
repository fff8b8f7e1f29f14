// What Prometheus reads. All of it is counted of the record, so no library that counts by itself is of use: any process tells the same, also after a restart.
import type { Handler } from "hono";
import type { Measured } from "../ports/measured.ts";
import type { PageWorld } from "../ports/page_world.ts";
import { type Family, metricsText } from "./metrics_text.ts";
import type { Env } from "./visitor.ts";

const TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Answers with all of it, as text. Throws StoreError. */
export function metricsRoute({ survey, clock, version }: PageWorld): Handler<Env> {
  const startedAt = clock.now() / 1000;
  return async (c) => {
    const families = [...ofProcess(version, startedAt), ...ofRecord(await survey.measure())];
    return c.body(metricsText(families), 200, { "content-type": TYPE });
  };
}

function ofProcess(version: string, startedAt: number): Family[] {
  return [
    {
      name: "ftl2_build_info",
      help: "The program that tells this; always 1.",
      type: "gauge",
      rows: [{ labels: { version }, value: 1 }],
    },
    gauge("process_start_time_seconds", "When this page was opened, in seconds since 1970, UTC.", startedAt),
  ];
}

/** The record in Prometheus' words. A reconciliation is one iteration: look, decide, do. */
export function ofRecord(measured: Measured): Family[] {
  const reconciled = measured.iterations.map(({ labels, count }) => ({ labels, value: count }));
  return [
    { name: "ftl2_loops", help: "Loops by status.", type: "gauge", rows: measured.loops },
    { name: "ftl2_runs_total", help: "Runs that have ended, by result.", type: "counter", rows: measured.runs },
    {
      name: "ftl2_reconcile_total",
      help: "Iterations (look, decide, do) that have ended, by result.",
      type: "counter",
      rows: reconciled,
    },
    {
      name: "ftl2_reconcile_duration_seconds",
      help: "How long iterations took, by result.",
      type: "histogram",
      buckets: measured.iterations,
    },
    {
      name: "ftl2_actions_total",
      help: "Actions on hosts that have ended, by module and status.",
      type: "counter",
      rows: measured.actions,
    },
    {
      name: "ftl2_drift_total",
      help: "Differences that converged loops found, and those of them that were put right.",
      type: "counter",
      rows: measured.drifts,
    },
    gauge("ftl2_drifts_open", "Differences that are not put right.", measured.openDrifts),
    {
      name: "ftl2_prompts_open",
      help: "Open questions to humans, by kind.",
      type: "gauge",
      rows: measured.openPrompts,
    },
    gauge(
      "ftl2_prompt_oldest_age_seconds",
      "How long the oldest open question has waited; 0 where none is open.",
      measured.oldestPromptSeconds,
    ),
    {
      name: "ftl2_prompts_answered_total",
      help: "Questions that were answered, by kind.",
      type: "counter",
      rows: measured.answeredPrompts,
    },
    {
      name: "ftl2_model_calls_total",
      help: "Questions to language models that have ended, by model and status.",
      type: "counter",
      rows: measured.modelCalls,
    },
    {
      name: "ftl2_model_tokens_total",
      help: "Tokens that models read (in) and wrote (out), as far as they say.",
      type: "counter",
      rows: measured.modelTokens,
    },
    {
      name: "ftl2_model_cost_dollars_total",
      help: "What models cost in US dollars, as far as it is known.",
      type: "counter",
      rows: measured.modelCost,
    },
    gauge("ftl2_queue_due", "Loops whose turn it is and that no worker has.", measured.due),
    gauge("ftl2_queue_longest_due_seconds", "How long the longest of them has been due.", measured.longestDueSeconds),
    {
      name: "ftl2_queue_latency_seconds",
      help: "From a loop's turn to the moment a worker took it.",
      type: "histogram",
      buckets: [measured.queueLatency],
    },
    gauge("ftl2_workers", "Workers that are alive.", measured.workers),
    gauge("ftl2_loops_working", "Loops that are being worked on.", measured.working),
    gauge(
      "ftl2_lease_age_seconds",
      "Since when the live lease that is the oldest was not renewed; 0 where there is none.",
      measured.oldestLeaseSeconds,
    ),
    gauge("ftl2_database_bytes", "Size of the database's file.", measured.databaseBytes),
    gauge("ftl2_wal_bytes", "Size of the database's write-ahead log.", measured.walBytes),
  ];
}

function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: "gauge", rows: [{ labels: {}, value }] };
}
