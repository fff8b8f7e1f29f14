// Shapes of what stands beside loops: hosts, drifts, rules, workers, notifications, and how a timeline is drawn.
import { anything, id, loopStatus, maybeText, maybeTime, time } from "./nouns.ts";
import { z } from "./zod.ts";

export const hostStatus = z.enum(["reachable", "unreachable", "unknown", "gone"]);

export const hostLine = z.strictObject({
  host: z.string(),
  loops: z.array(z.strictObject({ id, name: z.string() })),
  address: maybeText,
  groups: z.array(z.string()),
  status: hostStatus,
  lastError: maybeText,
  seenAt: maybeTime,
  heardAt: maybeTime,
  changedAt: maybeTime,
  system: maybeText,
});

export const fleetHost = z.strictObject({
  loop: id,
  loopName: z.string(),
  host: z.string(),
  address: maybeText,
  user: maybeText,
  port: z.nullable(z.int()),
  groups: z.array(z.string()),
  vars: z.record(z.string(), z.strictObject({ value: z.unknown(), from: z.string() }))
    .describe("what looked like a secret reads (secret)"),
  factsAt: maybeTime,
  facts: z.nullable(z.record(z.string(), z.unknown())),
  status: hostStatus,
  lastError: maybeText,
  seenAt: maybeTime,
  heardAt: maybeTime,
  changedAt: maybeTime,
  changedAction: z.nullable(z.strictObject({ id, name: z.string(), module: z.string() })),
});

export const drift = z.strictObject({
  id,
  loop: id,
  loopName: z.string(),
  run: z.int(),
  host: z.string(),
  task: maybeText,
  name: z.string(),
  module: z.string(),
  item: anything,
  diff: anything,
  firstSeenAt: time,
  lastSeenAt: time,
  action: z.nullable(id),
  correctedAt: maybeTime,
});

export const ruleSheet = z.strictObject({
  name: z.string(),
  description: maybeText,
  status: z.enum(["active", "proposed", "disabled"]),
  folder: z.string(),
  file: z.string(),
  goal: maybeText,
  text: z.string(),
  origin: z.record(z.string(), z.unknown()),
  remarks: z.array(z.string()),
  evidence: maybeText,
  use: z.nullable(z.strictObject({ rule: z.string(), decided: z.int(), lastAt: time, lastLoop: id })),
  loops: z.array(id),
});

export const worker = z.strictObject({
  name: z.string(),
  startedAt: time,
  heartbeatAt: time,
  expiresAt: time,
  concurrency: z.int(),
  working: z.int(),
});

export const notification = z.strictObject({
  id,
  loop: id,
  kind: z.string(),
  target: z.string(),
  status: z.enum(["pending", "delivered", "given up"]),
  attempts: z.int(),
  lastError: maybeText,
  createdAt: time,
  deliveredAt: maybeTime,
});

export const counts = z.strictObject({
  loops: z.record(loopStatus, z.int()),
  openPrompts: z.int(),
  openDrifts: z.int(),
  hosts: z.int(),
  unreachable: z.int(),
});

export const timeline = z.strictObject({
  id,
  n: z.int(),
  run: z.nullable(z.int()),
  phase: z.string(),
  decidedBy: maybeText,
  converged: z.nullable(z.boolean()),
  error: maybeText,
  repeats: z.int(),
  createdAt: time,
  completedAt: maybeTime,
  lastAt: maybeTime,
  actions: z.array(z.strictObject({
    id,
    host: maybeText,
    module: z.string(),
    name: maybeText,
    status: z.string(),
    changed: z.nullable(z.boolean()),
    startedAt: maybeTime,
    completedAt: maybeTime,
  })).describe("at most the first 200"),
  actionCount: z.int(),
  calls: z.array(z.strictObject({ id, status: z.string(), startedAt: time, endedAt: maybeTime })),
});
