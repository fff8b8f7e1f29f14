// Flags of the manual whose feature is still to come: each is refused with what to do instead.
import { Refusal } from "./refusal.ts";

/** A flag that is refused. */
export interface NamedFlag {
  /** As commander declares it; an argument is optional, so that the sentence comes with or without one. */
  flags: string;
  instead: string;
}

/** Flags of `run`. */
export const runFlags: NamedFlag[] = [
  { flags: "--watch", instead: "the run itself shows what it does: leave it out" },
  ...["--sftp-extra-args [args]", "--scp-extra-args [args]"].map((flags) => ({
    flags,
    instead: "files go over ssh itself, no sftp or scp is started: what is meant for ssh goes into --ssh-common-args",
  })),
];

/** The refusal of a flag: what to do instead stands in the sentence. */
export function notBuilt(name: string, instead: string): Refusal {
  return new Refusal(`${name} is not built yet: ${instead}`, { kind: "not built" });
}
