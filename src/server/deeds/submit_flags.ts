// What a submission takes over the page: flags of `submit`, which checks them all.

type Shape = "text" | "list" | "switch" | "number";

/**
 * By their long names. `list`: may be given several times. What prints instead of submitting, and what reads a terminal, is not among them.
 */
export const SUBMIT_FLAGS = {
  file: "text",
  name: "text",
  inventory: "list",
  limit: "text",
  forks: "number",
  "dry-run": "switch",
  mode: "text",
  interval: "text",
  cron: "text",
  tz: "text",
  "plan-file": "text",
  once: "switch",
  "max-iterations": "number",
  "max-time": "text",
  "facts-ttl": "text",
  notify: "list",
  diff: "switch",
  "on-interrupted": "text",
  modules: "text",
  "extra-vars": "list",
  tags: "list",
  "skip-tags": "list",
  policy: "text",
  environment: "text",
  secret: "list",
  yes: "switch",
  model: "text",
  "model-price": "text",
  "rules-dir": "text",
  observe: "text",
  "state-file": "text",
  "playbook-out": "text",
  "budget-usd": "number",
  "budget-tokens": "number",
  "budget-calls": "number",
  user: "text",
  connection: "text",
  "private-key": "text",
  "ssh-common-args": "text",
  "ssh-extra-args": "text",
  timeout: "number",
  "host-key": "text",
  become: "switch",
  "become-user": "text",
  "become-method": "text",
  "connection-password-file": "text",
  "become-password-file": "text",
  "vault-password-file": "list",
  "vault-id": "list",
} as const satisfies { [flag: string]: Shape };

export type SubmitFlag = keyof typeof SUBMIT_FLAGS;

/** Each with its shape, in the order of the help. */
export function submitFlags(): [SubmitFlag, Shape][] {
  return Object.entries(SUBMIT_FLAGS) as [SubmitFlag, Shape][];
}
