// Links that are not to be followed: an account could make root read, write or give away a file of its choice.
import type { PathFacts } from "../files/path_facts.ts";

/**
 * Whether an account other than root made a link to what is not its own. With `follow`, what lies behind it is to be written: then a link to where
 * nothing is yet counts too, for root would make a file at a place of that account's choice.
 */
export function isForeign({ status, state, followed }: PathFacts, follow: boolean): boolean {
  if (state !== "link" || status === undefined || status.uid === 0) return false;
  return followed?.status === undefined ? follow : followed.status.uid !== status.uid;
}

/** The sentence for one. */
export function foreignLink({ path, target = "" }: PathFacts): string {
  return `${path} is a link that somebody other than root made to what is not its own: ${target}`;
}
