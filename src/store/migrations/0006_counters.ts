// Counters of the whole record, kept by triggers: they count whoever writes, in the writer's own transaction, and never go down.

/** `upto` is the bound of a histogram's bucket, in seconds, each row counted in one bucket; 0 for a plain counter. */
const counters = `
CREATE TABLE counters (
	name TEXT NOT NULL,
	labels TEXT NOT NULL,
	upto REAL NOT NULL,
	value REAL NOT NULL,
	sum REAL NOT NULL,
	PRIMARY KEY (name, labels, upto)
) WITHOUT ROWID`;

// With what the conflict is on: the original program may come with an older SQLite.
const ADDED = "ON CONFLICT (name, labels, upto) DO UPDATE SET value = value + excluded.value, sum = sum + excluded.sum";

/** Bounds in seconds. What takes longer is in the bucket without a bound. */
export const DURATIONS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** SQL of the bucket of so many seconds. */
function bucket(seconds: string, bounds: readonly number[]): string {
  return `CASE ${bounds.map((bound) => `WHEN ${seconds} <= ${bound} THEN ${bound}`).join(" ")} ELSE 9e999 END`;
}

/** One more, or so many. */
function add(name: string, labels: string, amount = "1"): string {
  return `INSERT INTO counters VALUES ('${name}', ${labels}, 0, ${amount}, 0) ${ADDED};`;
}

/** Seconds, to the millisecond. Times that cannot be read, or run backwards, count as no time. */
const took = (row: string) =>
  `max(0, coalesce(round(86400 * (julianday(${row}completed_at) - julianday(${row}created_at)), 3), 0))`;
const resultOf = (row: string) =>
  `json_object('result', CASE WHEN ${row}converged = 1 THEN 'converged' WHEN ${row}phase = 'unfinished' THEN 'unfinished' ELSE 'completed' END)`;

const ENDED_ACTION = (row: string) => `${row}status NOT IN ('pending', 'running')`;
/** Characters of a label: a model or a host may have named it. */
const label = (column: string) => `substr(${column}, 1, 100)`;
const actionLabels = (row: string) => `json_object('module', ${label(`${row}module`)}, 'status', ${row}status)`;
const ENDED_LOOP = (row: string) => `${row}status IN ('completed', 'failed', 'cancelled')`;
const loopLabels = (row: string) => `json_object('status', ${row}status)`;
const kind = (row: string) => `json_object('kind', coalesce(${row}kind, 'question'))`;
const callLabels = (row: string) => `json_object('model', ${label(`${row}model`)}, 'status', ${row}status)`;
const tokenLabels = (row: string, direction: string) =>
  `json_object('model', ${label(`${row}model`)}, 'direction', '${direction}')`;
const model = (row: string) => `json_object('model', ${label(`${row}model`)})`;

function trigger(name: string, when: string, work: string[]): string {
  return `\nCREATE TRIGGER ${name} ${when}\nBEGIN\n\t${work.join("\n\t")}\nEND`;
}

/** Runs end with `last_run_at`, which nothing else writes; the row has its end's status, or goes on to the next run. */
const runs = trigger("counted_runs", "AFTER UPDATE OF last_run_at ON loops", [
  add(
    "runs",
    `json_object('result', CASE WHEN new.status IN ('completed', 'failed', 'blocked') THEN new.status
		WHEN new.failures > old.failures THEN 'failed' ELSE 'completed' END)`,
  ),
]);

/** One that was blocked had come to its end, and was counted. */
const cancelled = trigger(
  "counted_cancelled",
  `AFTER UPDATE OF status ON loops WHEN new.status = 'cancelled' AND old.status NOT IN ('cancelled', 'blocked')
	AND EXISTS (SELECT 1 FROM iterations WHERE loop_id = new.id AND run = new.run)`,
  [add("runs", "json_object('result', 'cancelled')")],
);

/** Of loops that have ended there may be a million; those that go on are counted when somebody asks. */
const endedLoops = [
  trigger("counted_ended", `AFTER UPDATE OF status ON loops WHEN new.status <> old.status AND ${ENDED_LOOP("new.")}`, [
    add("ended loops", loopLabels("new.")),
  ]),
  trigger("counted_begun", `AFTER UPDATE OF status ON loops WHEN new.status <> old.status AND ${ENDED_LOOP("old.")}`, [
    add("ended loops", loopLabels("old."), "-1"),
  ]),
  trigger("counted_born", `AFTER INSERT ON loops WHEN ${ENDED_LOOP("new.")}`, [
    add("ended loops", loopLabels("new.")),
  ]),
  trigger("counted_gone", `AFTER DELETE ON loops WHEN ${ENDED_LOOP("old.")}`, [
    add("ended loops", loopLabels("old."), "-1"),
  ]),
];

const passed = `INSERT INTO counters SELECT 'iterations', ${resultOf("new.")}, ${bucket("s", DURATIONS)}, 1, s
		FROM (SELECT ${took("new.")} AS s) WHERE true ${ADDED};`;
const iterations = [
  trigger(
    "counted_iterations",
    "AFTER UPDATE OF completed_at ON iterations WHEN old.completed_at IS NULL AND new.completed_at IS NOT NULL",
    [passed],
  ),
  trigger("counted_passed", "AFTER INSERT ON iterations WHEN new.completed_at IS NOT NULL", [passed]),
];

const actions = [
  trigger(
    "counted_actions",
    `AFTER UPDATE OF status ON actions WHEN old.status IN ('pending', 'running') AND ${ENDED_ACTION("new.")}`,
    [add("actions", actionLabels("new."))],
  ),
  trigger("counted_noted", `AFTER INSERT ON actions WHEN ${ENDED_ACTION("new.")}`, [
    add("actions", actionLabels("new.")),
  ]),
];

const drifts = [
  trigger("counted_drifts", "AFTER INSERT ON drifts", [add("drifts", "json_object('state', 'found')")]),
  trigger(
    "counted_corrected",
    "AFTER UPDATE OF corrected_at ON drifts WHEN old.corrected_at IS NULL AND new.corrected_at IS NOT NULL",
    [add("drifts", "json_object('state', 'corrected')")],
  ),
];

const answers = [
  trigger(
    "counted_answers",
    "AFTER UPDATE OF status ON prompts WHEN old.status <> 'answered' AND new.status = 'answered'",
    [
      add("answers", kind("new.")),
    ],
  ),
  trigger("counted_answered", "AFTER INSERT ON prompts WHEN new.status = 'answered'", [add("answers", kind("new."))]),
];

const calls = trigger(
  "counted_calls",
  "AFTER UPDATE OF status ON model_calls WHEN old.status = 'sent' AND new.status <> 'sent'",
  [
    add("calls", callLabels("new.")),
    add("tokens", tokenLabels("new.", "in"), "coalesce(new.tokens_in, 0)"),
    add("tokens", tokenLabels("new.", "out"), "coalesce(new.tokens_out, 0)"),
    add("cost", model("new."), "coalesce(new.cost_usd, 0)"),
  ],
);

/** The table and its triggers. */
export const COUNTING: string[] = [
  counters,
  runs,
  cancelled,
  ...endedLoops,
  ...iterations,
  ...actions,
  ...drifts,
  ...answers,
  calls,
];

/** What was counted, had they been there: as much of it as is still on record. */
export const COUNTED_BEFORE: string[] = [
  fill("iterations", {
    labels: resultOf(""),
    upto: bucket(took(""), DURATIONS),
    value: "sum(repeats)",
    sum: `sum(repeats * ${took("")})`,
    from: "iterations WHERE completed_at IS NOT NULL",
  }),
  fill("actions", { labels: actionLabels(""), from: `actions WHERE ${ENDED_ACTION("")}` }),
  // A run ends with the pass that proves it; how often it failed before that is not known any more.
  fill("runs", {
    labels: "json_object('result', 'completed')",
    value: "sum(repeats)",
    from: `(SELECT repeats FROM iterations WHERE run IS NOT NULL AND converged = 1
      UNION ALL SELECT 1 FROM loops WHERE status = 'completed' AND options IS NULL)`,
  }),
  fill("runs", {
    labels: "json_object('result', status)",
    from: "loops WHERE status IN ('failed', 'blocked', 'cancelled')",
  }),
  fill("ended loops", { labels: loopLabels(""), from: `loops WHERE ${ENDED_LOOP("")}` }),
  fill("drifts", { labels: "json_object('state', 'found')", from: "drifts" }),
  fill("drifts", { labels: "json_object('state', 'corrected')", from: "drifts WHERE corrected_at IS NOT NULL" }),
  fill("answers", { labels: kind(""), from: "prompts WHERE status = 'answered'" }),
  fill("calls", { labels: callLabels(""), from: "model_calls WHERE status <> 'sent'" }),
  ...(["in", "out"] as const).map((direction) =>
    fill("tokens", {
      labels: tokenLabels("", direction),
      value: `coalesce(sum(tokens_${direction}), 0)`,
      from: "model_calls WHERE status <> 'sent'",
    })
  ),
  fill("cost", {
    labels: model(""),
    value: "coalesce(sum(cost_usd), 0)",
    from: "model_calls WHERE status <> 'sent'",
  }),
];

function fill(
  name: string,
  { labels, upto = "0", value = "count(*)", sum = "0", from }: {
    labels: string;
    upto?: string;
    value?: string;
    sum?: string;
    from: string;
  },
): string {
  return `INSERT INTO counters SELECT '${name}', ${labels} AS which, ${upto} AS bound, ${value}, ${sum} FROM ${from}
    GROUP BY which, bound`;
}
