// What is counted of the whole record, for metrics: counters that never go down, whatever is pruned, and gauges of this moment.

/** A counter or gauge: its value for each set of labels. */
export interface Measurement {
  labels: { [name: string]: string };
  value: number;
}

/** How many took at most so long: cumulative, as Prometheus has it. */
export interface Buckets {
  labels: { [name: string]: string };
  /** Seconds, ascending, with how many were at most that; infinity is `count`. */
  upTo: { seconds: number; count: number }[];
  sum: number;
  count: number;
}

/** By what is measured; names and help stand with whoever prints them. Labels are at most 100 characters of what a model or a program wrote. */
export interface Measured {
  /** By status. */
  loops: Measurement[];
  /** Runs that have ended, by `result` (completed, failed, blocked, cancelled). Of those before the counters began only what the record still showed. */
  runs: Measurement[];
  /** Iterations that have ended, quiet ones that share a row too, by `result` (converged, completed, unfinished): how long they took. */
  iterations: Buckets[];
  /** Actions that have ended, by `module` and `status`. */
  actions: Measurement[];
  /** Drifts, found and put right, by `state`. */
  drifts: Measurement[];
  openDrifts: number;
  /** Open questions by `kind`. */
  openPrompts: Measurement[];
  /** Seconds that the oldest open question has waited; 0 where none is open. */
  oldestPromptSeconds: number;
  /** Answered questions by `kind`. */
  answeredPrompts: Measurement[];
  /** Questions to models that have ended, by `model` and `status`. */
  modelCalls: Measurement[];
  /** By `model` and `direction` (in, out). */
  modelTokens: Measurement[];
  /** US dollars, by `model`. */
  modelCost: Measurement[];
  /** Loops whose turn it is and that nobody has; and for how many seconds the longest. */
  due: number;
  longestDueSeconds: number;
  /** From a turn's time to its claim by whoever looked for one, or to the end of a rest. */
  queueLatency: Buckets;
  /** Live workers; loops at work; seconds since the oldest live lease was renewed. */
  workers: number;
  working: number;
  oldestLeaseSeconds: number;
  databaseBytes: number;
  walBytes: number;
}
