// Shapes of what the record knows: loops, their iterations and actions. The names are those of `-o json`.
import { z } from "./zod.ts";

/** ISO 8601, UTC; rows of the original program may have any text. */
export const time = z.string().describe("ISO 8601, UTC");
export const maybeTime = z.nullable(time);
export const maybeText = z.nullable(z.string());
export const anything = z.unknown().describe("any JSON");

export const loopStatus = z.enum([
  ...["pending", "running", "waiting", "paused", "completed", "failed", "blocked", "cancelled"] as const,
]);
export const mode = z.enum(["single", "incremental", "continuous"]);
export const id = z.int().min(1);

const suspension = z.strictObject({ by: z.string(), reason: z.string(), until: maybeTime });

export const loop = z.strictObject({
  id,
  uid: z.string(),
  name: z.string(),
  status: loopStatus,
  mode,
  desiredState: maybeText.describe("a playbook's path, or the goal in words"),
  inventory: maybeText,
  groups: anything,
  interval: z.nullable(z.number()).describe("seconds between runs of a continuous loop"),
  options: z.nullable(z.record(z.string(), z.unknown())).describe(
    "the flags it was submitted with; null for a loop of the original program. Values of extraVars and addresses of webhooks are hidden from those who may only read",
  ),
  reason: maybeText,
  run: z.int(),
  nextRunAt: maybeTime,
  suspension: z.nullable(suspension),
  request: z.nullable(z.strictObject({ what: z.enum(["pause", "cancel"]), ...suspension.shape }))
    .describe("what a human wants of its worker"),
  waitsFor: z.nullable(id).describe("the loop that holds a host which this one needs"),
  failures: z.int().describe("runs that failed one after another, up to now"),
  convergedSince: maybeTime,
  lastRunAt: maybeTime,
  leaseOwner: maybeText,
  leaseExpiresAt: maybeTime,
  createdAt: time,
  startedAt: maybeTime,
  completedAt: maybeTime,
});

export const iteration = z.strictObject({
  id,
  n: z.int(),
  run: z.nullable(z.int()),
  increment: z.nullable(z.int()),
  phase: z.string(),
  fresh: z.boolean(),
  decidedBy: maybeText,
  converged: z.nullable(z.boolean()),
  reasoning: maybeText,
  error: maybeText,
  createdAt: time,
  completedAt: maybeTime,
  repeats: z.int().describe("more than 1: so many quiet runs one after another, the last of which ended at lastAt"),
  lastAt: maybeTime,
});

const shown = z.strictObject({
  host: z.string(),
  module: z.string(),
  name: z.string(),
  params: z.record(z.string(), z.unknown()),
  task: maybeText,
  reason: z.string(),
  call: z.string(),
  place: z.exactOptional(z.string()),
  seen: maybeText,
  after: z.exactOptional(z.int()),
});

export const prompt = z.strictObject({
  id,
  loop: id,
  iteration: z.nullable(id),
  kind: z.string().describe("approval, question, plan, interrupted, pause"),
  text: z.string(),
  options: z.array(z.string()).describe("the answers that count; empty: any text"),
  about: maybeText.describe(
    "hand it back with the answer: it is refused where the question is about something else by now",
  ),
  status: z.enum(["pending", "answered", "cancelled"]),
  response: maybeText,
  comment: z.exactOptional(z.string()),
  shown: z.exactOptional(z.array(shown)).describe("of an approval: the actions that it covers"),
  createdAt: time,
  answeredAt: maybeTime,
  answeredBy: maybeText,
});

export const loopLine = loop.extend({
  iteration: z.nullable(iteration).describe("its newest one"),
  hosts: z.strictObject({
    all: z.int(),
    ok: z.int(),
    changed: z.int(),
    failed: z.int(),
    unreachable: z.int(),
  }).describe("by how they came out last; all: hosts that it knows"),
  prompts: z.array(prompt).describe("open ones, oldest first"),
  openDrifts: z.int(),
  costUsd: z.nullable(z.number()).describe("what its model cost, as far as it is known"),
});

export const action = z.strictObject({
  id,
  iteration: id,
  n: z.int(),
  host: maybeText,
  delegate: maybeText,
  way: anything,
  module: z.string(),
  params: anything,
  name: maybeText,
  task: maybeText,
  item: anything,
  status: z.string(),
  verdict: maybeText,
  rc: z.nullable(z.int()),
  stdout: maybeText,
  stderr: maybeText,
  changed: z.nullable(z.boolean()),
  diff: anything,
  result: anything,
  attempt: z.int(),
  startedAt: maybeTime,
  completedAt: maybeTime,
});

export const call = z.strictObject({
  id,
  loop: id,
  iteration: id,
  n: z.int(),
  run: z.int(),
  purpose: z.enum(["decide", "plan"]),
  attempt: z.int(),
  model: z.string(),
  status: z.enum(["sent", "answered", "failed", "lost"]),
  reply: maybeText,
  problem: maybeText,
  tokensIn: z.nullable(z.number()),
  tokensOut: z.nullable(z.number()),
  costUsd: z.nullable(z.number()),
  ms: z.nullable(z.number()),
  startedAt: time,
});

export const event = z.strictObject({
  id,
  at: time,
  loop: id,
  kind: z.string(),
  about: z.nullable(z.int()).describe(
    "the iteration, action, question, drift or question to the model that it is about",
  ),
  data: anything,
});

export const decisionCount = z.strictObject({
  by: z.partialRecord(z.enum(["playbook", "rule", "model", "human"]), z.int()),
  calls: z.int(),
  lost: z.int(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  costUsd: z.nullable(z.number()),
});

/** What a row of JSON in the database may hold, for rows of which the original program knows more than we do. */
export const row = z.record(z.string(), z.unknown());
