// What makes two ways into a host the same shell.
import type { Way } from "../model/way.ts";

/** Text that is the same for the same way, whatever order its words are in. */
export function wayKey(way: Way): string {
  return JSON.stringify(way, Object.keys({ ...way, ...way.become }).sort());
}
