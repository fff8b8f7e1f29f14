// What a policy file says, parsed.

/** A policy. Without a file only what holds for everybody: what humans wrote is allowed, what a model decided is looked at closely. */
export interface Policy {
  /** Absolute path; absent: no file. */
  file?: string;
  rules: PolicyRule[];
}

/** What a rule is for: all that is named must fit, each with one of its patterns (`*`, `?`, `[a-z]`). */
export interface Match {
  module?: string[];
  /** A host, the one it is delegated to, or a group of either. */
  host?: string[];
  environment?: string[];
  /** A program that is started, wherever in a command line: by its name, or its path. */
  program?: string[];
  /** Who decided: `playbook`, `rule`, `model`, `human`. */
  by?: string[];
  /** `look` or `deed`. */
  as?: string[];
  /** `param.NAME`; a dot steps into a mapping. */
  params: { [name: string]: string[] };
}

/** One rule of a policy file. */
export interface PolicyRule {
  decision: "deny" | "ask" | "allow";
  match: Match;
  reason?: string;
  /** `FILE:LINE`. */
  place: string;
}

/** No file. */
export const NO_POLICY: Policy = { rules: [] };
