// What a policy file says, parsed.

/** A policy. Without a file only what holds for everybody: what humans wrote is allowed, what a model decided is looked at closely. */
export interface Policy {
  /** Absolute path; absent: no file. */
  file?: string;
  rules: PolicyRule[];
}

/** One rule of a policy file. */
export interface PolicyRule {
  decision: "deny" | "ask" | "allow";
  match: { module?: string; host?: string; environment?: string; params: { [name: string]: string } };
  reason?: string;
  /** `FILE:LINE`. */
  place: string;
}

/** No file. */
export const NO_POLICY: Policy = { rules: [] };
