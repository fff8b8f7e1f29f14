// How long entering a host may take where its way does not say.
import type { Way } from "../model/way.ts";

/** Seconds, as Ansible has it. */
const DEFAULT_S = 10;

/** Seconds for connecting, and again for each answer of sudo, su or doas. */
export function timeoutOf({ timeout = DEFAULT_S }: Way): number {
  return timeout;
}
