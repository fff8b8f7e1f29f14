// What must hold of counters and of the lines of hosts: whatever is on record was counted, too.
import type { Check } from "./check.ts";

const COUNTED = "(SELECT coalesce(sum(value), 0) FROM counters WHERE name =";

export const COUNTER_CHECKS: readonly Check[] = [
  {
    says: "is counted less often than it is on record",
    sql:
      `WITH ended AS (SELECT json_object('module', substr(module, 1, 100), 'status', status) AS labels, count(*) AS n FROM actions
        WHERE status NOT IN ('pending', 'running') GROUP BY labels)
      SELECT 'the end of actions ' || labels AS what FROM ended
      WHERE n > ${COUNTED} 'actions' AND counters.labels = ended.labels)`,
  },
  {
    says: "are counted less often than they are on record",
    sql: `SELECT 'iterations that have ended' AS what
      WHERE (SELECT coalesce(sum(repeats), 0) FROM iterations WHERE completed_at IS NOT NULL) > ${COUNTED} 'iterations')
      UNION ALL SELECT 'drifts' WHERE (SELECT count(*) FROM drifts) > ${COUNTED} 'drifts' AND labels LIKE '%found%')
      UNION ALL SELECT 'answers' WHERE (SELECT count(*) FROM prompts WHERE status = 'answered') > ${COUNTED} 'answers')
      UNION ALL SELECT 'questions to models'
      WHERE (SELECT count(*) FROM model_calls WHERE status <> 'sent') > ${COUNTED} 'calls')`,
  },
  {
    says: "are counted wrongly",
    sql: `WITH statuses (status) AS (VALUES ('completed'), ('failed'), ('cancelled'))
      SELECT 'loops that are ' || status AS what FROM statuses
      WHERE (SELECT count(*) FROM loops WHERE loops.status = statuses.status)
        <> ${COUNTED} 'ended loops' AND labels = json_object('status', statuses.status))`,
  },
  {
    says: "has no line of its own",
    sql: `SELECT 'host ' || hostname AS what FROM hosts WHERE hostname NOT IN (SELECT host FROM host_names)
      GROUP BY hostname`,
  },
];
