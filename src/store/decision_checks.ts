// What must hold in the record of goals in words: questions to the model, approvals, findings, state.
import type { Check } from "./check.ts";

const CALL = "'question ' || c.id || ' of loop ' || c.loop_id || ' to its model'";
const PROMPT = "'question ' || p.id || ' of loop ' || p.loop_id";

export const DECISION_CHECKS: readonly Check[] = [
  {
    says: "belongs to an iteration of another loop",
    sql: `SELECT ${CALL} AS what FROM model_calls c JOIN iterations i ON i.id = c.iteration_id
      WHERE i.loop_id <> c.loop_id`,
  },
  {
    says: "is on its way although its run has ended",
    sql: `SELECT ${CALL} AS what FROM model_calls c JOIN iterations i ON i.id = c.iteration_id
      JOIN loops l ON l.id = c.loop_id WHERE c.status = 'sent'
      AND (i.run < l.run OR l.status IN ('completed', 'failed', 'blocked', 'cancelled'))`,
  },
  {
    says: "has two questions to its model on their way",
    sql: `SELECT 'loop ' || c.loop_id AS what FROM model_calls c WHERE c.status = 'sent'
      GROUP BY c.loop_id HAVING count(*) > 1`,
  },
  {
    says: "has ended at no time, or has not and has one",
    sql: `SELECT ${CALL} AS what FROM model_calls c WHERE (c.status = 'sent') <> (c.ended_at IS NULL)`,
  },
  {
    says: "was answered, and the answer is not there",
    sql: `SELECT ${CALL} AS what FROM model_calls c WHERE c.status = 'answered' AND c.reply IS NULL`,
  },
  {
    // A reply that made no sense has a problem before the next question is sent.
    says: "was answered, and was asked again before anything came of it",
    sql: `WITH asked AS (
        SELECT c.id, c.loop_id, c.status, c.problem, i.n, i.run, i.increment_id AS step, lead(i.n) OVER later AS next_n,
          lead(i.run) OVER later AS next_run, lead(i.increment_id) OVER later AS next_step
        FROM model_calls c JOIN iterations i ON i.id = c.iteration_id WHERE c.purpose = 'decide'
        WINDOW later AS (PARTITION BY c.loop_id ORDER BY c.id))
      SELECT ${CALL} AS what FROM asked c
      WHERE c.status = 'answered' AND c.problem IS NULL AND c.next_run = c.run AND c.next_step IS c.step AND NOT EXISTS (
        SELECT 1 FROM iterations j WHERE j.loop_id = c.loop_id AND j.n >= c.n AND j.n < c.next_n
        AND j.decision IS NOT NULL)`,
  },
  {
    says: "was approved, and what it covers is not on record",
    sql: `SELECT ${PROMPT} AS what FROM prompts p WHERE p.kind = 'approval' AND p.response = 'yes'
      AND (p.shown IS NULL OR p.about IS NULL)`,
  },
  {
    says: "is answered by nobody, or at no time",
    sql: `SELECT ${PROMPT} AS what FROM prompts p WHERE p.kind IS NOT NULL AND p.status = 'answered'
      AND (p.response IS NULL OR p.answered_by IS NULL OR p.answered_at IS NULL)`,
  },
  {
    says: "asks twice for the same at once",
    sql: `SELECT 'loop ' || p.loop_id AS what FROM prompts p
      WHERE p.status = 'pending' AND p.about IS NOT NULL AND p.kind IS NOT NULL
      GROUP BY p.loop_id, p.about HAVING count(*) > 1`,
  },
  {
    says: "is said to have decided an iteration that another has decided",
    sql: `SELECT 'rule ' || r.rule_name AS what FROM rule_results r JOIN iterations i ON i.id = r.iteration_id
      WHERE r.decided = 1 AND i.decided_by IS NOT 'rule'`,
  },
  {
    says: "is on record twice",
    sql: `SELECT 'resource ' || r.name || ' of loop ' || r.loop_id AS what FROM resources r
      JOIN loops l ON l.id = r.loop_id WHERE l.options IS NOT NULL GROUP BY r.loop_id, r.name HAVING count(*) > 1`,
  },
  {
    says: "was added by a decision, and is gone",
    sql: `SELECT 'host ' || h.hostname || ' of loop ' || h.loop_id AS what FROM hosts h
      WHERE h.added IS NOT NULL AND h.status = 'gone'`,
  },
];
