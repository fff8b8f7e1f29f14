// What must hold in the record of goals in words: questions to the model, approvals, findings, state.
import type { Check } from "./check.ts";

const CALL = "'question ' || c.id || ' of loop ' || c.loop_id || ' to its model'";
const PROMPT = "'prompt ' || p.id || ' of loop ' || p.loop_id";

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
    says: "is on its way beside another one",
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
    sql: `SELECT ${CALL} AS what FROM model_calls c JOIN iterations i ON i.id = c.iteration_id
      WHERE c.purpose = 'decide' AND c.status = 'answered' AND c.problem IS NULL AND EXISTS (
        SELECT 1 FROM model_calls d JOIN iterations k ON k.id = d.iteration_id
        WHERE d.loop_id = c.loop_id AND d.purpose = 'decide' AND d.id > c.id
        AND k.run = i.run AND k.increment_id IS i.increment_id AND (k.id = i.id OR NOT EXISTS (
          SELECT 1 FROM iterations j WHERE j.loop_id = i.loop_id AND j.n >= i.n AND j.n < k.n
          AND j.decision IS NOT NULL)))`,
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
