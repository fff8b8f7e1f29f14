// What must hold in the file and in the record at any moment, also right after a crash: asked of SQLite, answered in sentences.
import type { DatabaseSync } from "node:sqlite";
import type { Check } from "./check.ts";
import { COUNTER_CHECKS } from "./counter_checks.ts";
import { DECISION_CHECKS } from "./decision_checks.ts";
import { JSON_CHECKS } from "./json_checks.ts";

/** Sentences that one check gives at most; the rest is counted. */
const MOST = 5;

const LOOP = "'loop ' || l.id || ' (' || l.name || ')'";
const ACTION = "'action ' || a.id || ' of iteration ' || i.n || ' of loop ' || i.loop_id";
/** What the original wrote is as it is: its iterations have no run, its actions no host by name. */
const OURS = "i.run IS NOT NULL";

const CHECKS: Check[] = [
  {
    says: "was used for two iterations",
    sql: `SELECT 'number ' || i.n || ' of loop ' || i.loop_id AS what FROM iterations i WHERE ${OURS}
      GROUP BY i.loop_id, i.n HAVING count(*) > 1`,
  },
  {
    says: "has two open iterations",
    sql: `SELECT 'loop ' || i.loop_id AS what FROM iterations i WHERE ${OURS} AND i.completed_at IS NULL
      GROUP BY i.loop_id HAVING count(*) > 1`,
  },
  {
    says: "is open, and a later one was begun",
    sql: `SELECT 'iteration ' || i.n || ' of loop ' || i.loop_id AS what FROM iterations i
      WHERE ${OURS} AND i.completed_at IS NULL
      AND EXISTS (SELECT 1 FROM iterations j WHERE j.loop_id = i.loop_id AND j.n > i.n)`,
  },
  {
    says: "belongs to a run that has not begun",
    sql: `SELECT 'iteration ' || i.n || ' of loop ' || i.loop_id AS what FROM iterations i
      JOIN loops l ON l.id = i.loop_id WHERE ${OURS} AND i.run > l.run`,
  },
  {
    // In a closed iteration it may be: its host is away.
    says: "is running although its run has ended",
    sql: `SELECT ${ACTION} AS what FROM actions a JOIN iterations i ON i.id = a.iteration_id
      JOIN loops l ON l.id = i.loop_id WHERE ${OURS} AND a.status = 'running'
      AND (i.run < l.run OR l.status IN ('completed', 'failed', 'blocked', 'cancelled'))`,
  },
  {
    says: "has ended at no time",
    sql: `SELECT ${ACTION} AS what FROM actions a JOIN iterations i ON i.id = a.iteration_id
      WHERE ${OURS} AND a.status NOT IN ('pending', 'running') AND a.completed_at IS NULL`,
  },
  {
    says: "has not ended and has a time at which it did",
    sql: `SELECT ${ACTION} AS what FROM actions a JOIN iterations i ON i.id = a.iteration_id
      WHERE ${OURS} AND a.status IN ('pending', 'running') AND a.completed_at IS NOT NULL`,
  },
  {
    says: "is running without having been started",
    sql: `SELECT ${ACTION} AS what FROM actions a JOIN iterations i ON i.id = a.iteration_id
      WHERE ${OURS} AND a.status = 'running' AND a.started_at IS NULL`,
  },
  {
    says: "was denied, and started",
    sql: `SELECT ${ACTION} AS what FROM actions a JOIN iterations i ON i.id = a.iteration_id
      WHERE ${OURS} AND a.status = 'denied' AND a.started_at IS NOT NULL`,
  },
  {
    says: "is a decision to act without its actions",
    sql: `SELECT 'iteration ' || i.n || ' of loop ' || i.loop_id AS what FROM iterations i
      WHERE ${OURS} AND i.decided_by IN ('model', 'rule') AND CASE WHEN json_valid(i.decision)
        THEN json_extract(i.decision, '$.kind') = 'act' AND json_array_length(i.decision, '$.actions') > 0 END
      AND NOT EXISTS (SELECT 1 FROM iterations j WHERE j.loop_id = i.loop_id AND j.n >= i.n
        AND EXISTS (SELECT 1 FROM actions a WHERE a.iteration_id = j.id))`,
  },
  {
    says: "stands for several quiet runs and has actions",
    sql: `SELECT 'iteration ' || i.n || ' of loop ' || i.loop_id AS what FROM iterations i
      WHERE i.repeats > 1 AND EXISTS (SELECT 1 FROM actions a WHERE a.iteration_id = i.id)`,
  },
  {
    says: "has ended, waits or pends, and is leased without being at work",
    sql: `SELECT ${LOOP} AS what FROM loops l
      WHERE l.lease_owner IS NOT NULL AND l.status NOT IN ('running', 'waiting')`,
  },
  {
    says: "is leased without an end of the lease",
    sql: `SELECT ${LOOP} AS what FROM loops l WHERE l.lease_owner IS NOT NULL AND l.lease_expires_at IS NULL`,
  },
  {
    says: "has ended with an open question",
    sql: `SELECT ${LOOP} AS what FROM loops l WHERE l.status IN ('completed', 'cancelled') AND l.options IS NOT NULL
      AND EXISTS (SELECT 1 FROM prompts p WHERE p.loop_id = l.id AND p.status = 'pending')`,
  },
  {
    says: "has ended with an open iteration",
    sql: `SELECT ${LOOP} AS what FROM loops l WHERE l.status IN ('completed', 'failed', 'cancelled')
      AND EXISTS (SELECT 1 FROM iterations i WHERE i.loop_id = l.id AND ${OURS} AND i.completed_at IS NULL)`,
  },
  {
    says: "waits without a time to come back",
    sql: `SELECT ${LOOP} AS what FROM loops l WHERE l.status = 'waiting' AND l.next_run_at IS NULL`,
  },
  {
    says: "is held by a loop that is not at work",
    sql: `SELECT 'machine ' || h.machine || ' (' || h.host || ')' AS what FROM host_leases h
      LEFT JOIN loops l ON l.id = h.loop_id WHERE h.loop_id IS NOT NULL
      AND (l.id IS NULL OR (l.lease_token = h.loop_token AND l.lease_owner IS NULL))`,
  },
  {
    says: "is on record twice",
    sql: `SELECT 'host ' || h.hostname || ' of ' || ${LOOP} AS what FROM hosts h JOIN loops l ON l.id = h.loop_id
      WHERE l.options IS NOT NULL GROUP BY h.loop_id, h.hostname HAVING count(*) > 1`,
  },
  {
    says: "has facts of no time",
    sql: `SELECT 'host ' || h.hostname || ' of ' || ${LOOP} AS what FROM host_facts f JOIN hosts h ON h.id = f.host_id
      JOIN loops l ON l.id = h.loop_id WHERE h.facts_at IS NULL`,
  },
  {
    says: "was put right before it was seen",
    sql: `SELECT 'drift ' || d.id || ' of loop ' || d.loop_id AS what FROM drifts d
      WHERE d.corrected_at < d.first_seen_at`,
  },
  {
    says: "was delivered without a time",
    sql: `SELECT 'notification ' || n.id AS what FROM notifications n
      WHERE n.status = 'delivered' AND n.delivered_at IS NULL`,
  },
];

/** What is wrong, as sentences; empty when nothing is. Reads everything: seconds for a file of gigabytes. */
export function verifyRecord(db: DatabaseSync): string[] {
  const damage = db.prepare("PRAGMA integrity_check").all().map((row) => String(row.integrity_check));
  // What cannot be read cannot be asked either.
  if (damage[0] !== "ok") return damage.map((each) => `The file is damaged: ${each}`);
  return [...verifyRows(db), ...verifyCounted(db)];
}

/** What is wrong with the record of a file that is whole, but for what is counted of it. */
export function verifyRows(db: DatabaseSync): string[] {
  return [...dangling(db), ...[...CHECKS, ...JSON_CHECKS, ...DECISION_CHECKS].flatMap((check) => ask(db, check))];
}

/** What counters and lines of hosts lack of the record; nothing once they have been filled. */
export function verifyCounted(db: DatabaseSync): string[] {
  return COUNTER_CHECKS.flatMap((check) => ask(db, check));
}

function ask(db: DatabaseSync, { says, sql }: Check): string[] {
  const told = db.prepare(sql).all().map(({ what }) => `${upper(String(what))} ${says}`);
  return firstOf(told, `more of which each ${says}`);
}

function firstOf(told: string[], more: string): string[] {
  return told.length <= MOST ? told : [...told.slice(0, MOST), `and ${told.length - MOST} ${more}`];
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The original never turned foreign keys on: rows of its that refer to nothing are tolerated, as they are when its file is migrated. */
function dangling(db: DatabaseSync): string[] {
  const rows = db.prepare("PRAGMA foreign_key_check").all() as { table: string; rowid: number; parent: string }[];
  const ours = rows.filter(({ table, rowid }) => {
    const mark = MARKS[table];
    return mark !== undefined &&
      db.prepare(`SELECT 1 FROM ${table} WHERE rowid = ? AND ${mark}`).get(rowid) !== undefined;
  });
  const told = ours.map(({ table, rowid, parent }) => `Row ${rowid} of ${table} refers to a missing row of ${parent}`);
  return firstOf(told, "more that refer to missing ones");
}

/** By what a row of ours is known. */
const MARKS: Record<string, string> = {
  iterations: "run IS NOT NULL",
  actions: "host IS NOT NULL",
  prompts: "kind IS NOT NULL",
  drifts: "1",
  model_calls: "1",
  rule_results: "outcome IS NOT NULL",
  host_facts: "1",
};
