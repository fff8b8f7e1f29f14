// A policy for tests that are about something else: everything is allowed, looks too.
import type { Policy } from "../../src/policy/policy.ts";

export const ALL_ALLOWED: Policy = {
  rules: [{ decision: "allow", match: { module: ["*"], as: ["look", "deed"], params: {} }, place: "policy.yml:1" }],
};
