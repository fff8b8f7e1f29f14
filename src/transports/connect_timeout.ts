// How long entering a host may take where its way does not say.
import type { Way } from "../model/way.ts";

/** Seconds, as Ansible has it. */
const DEFAULT_S = 10;
/** Nearly 25 days: a timer that is set to more fires at once. What a login may take beyond it has room. */
const LONGEST_S = 2_147_000;

/** Seconds for connecting, and again for each answer of sudo, su or doas. */
export function timeoutOf({ timeout = DEFAULT_S }: Way): number {
  return Math.min(timeout, LONGEST_S);
}
