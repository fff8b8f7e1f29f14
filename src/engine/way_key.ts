// What makes two ways into a host the same shell.
import type { Way } from "../model/way.ts";

/** Asked for at every use of a shell; ways are made once a host and never changed. */
const keys = new WeakMap<Way, string>();

/** Text that is the same for the same way, whatever order its words are in, and however long entering may take. */
export function wayKey(way: Way): string {
  const known = keys.get(way);
  if (known !== undefined) return known;
  const words = Object.keys({ ...way, ...way.become }).filter((word) => word !== "timeout");
  const key = JSON.stringify(way, words.sort());
  keys.set(way, key);
  return key;
}
