// An increment: one planned step of an incremental loop. A playbook's plays are its increments.

/** `completed`: a pass of its own has proved that it holds. */
export type IncrementStatus = "pending" | "running" | "completed" | "failed";

/** What is written down of an increment before it is worked on. */
export interface NewIncrement {
  /** The play's position in the playbook, from 0; in a plan of words the step's. */
  play: number;
  /** The play's name; in a plan of words the goal of the step. */
  name: string;
  /** Inserted because the play did not hold. */
  isFix: boolean;
  /** For a fix: the iteration in which that was found. */
  foundBy: number | null;
}

/** An increment's row. */
export interface Increment extends NewIncrement {
  id: number;
  /** Counts from 1 in a run; the first ones are those of the plan. */
  n: number;
  status: IncrementStatus;
}

/** A step of a plan, for people. */
export interface PlannedIncrement {
  n: number;
  name: string;
  hosts: string[];
  /** Names of the tasks that the tags let through, as written. */
  tasks: string[];
}

/** What a human confirms before an incremental loop begins. JSON, as `plan --out` writes it. */
export interface IncrementPlan {
  version: 1;
  /** Absolute path of the playbook; not part of the hash. */
  file: string;
  /** SHA-256 of every file that is read before anything runs, by its path from the playbook's folder. */
  files: { [path: string]: string };
  /** `--tags` and `--skip-tags`; absent: everything. */
  tags?: string[];
  skipTags?: string[];
  /** Names of `--extra-vars`. Their values are in the hash, and nowhere else. */
  extraVars: string[];
  increments: PlannedIncrement[];
  /** `sha256:` and 64 hex digits, over all of this. */
  hash: string;
}

/** The steps that a goal in words is worked in. JSON, as `plan --out` writes it. */
export interface GoalPlan {
  version: 1;
  goal: string;
  /** Why it is these; not part of the hash. */
  reasoning: string;
  increments: Pick<PlannedIncrement, "n" | "name">[];
  /** `sha256:` and 64 hex digits, over goal and steps. */
  hash: string;
}
