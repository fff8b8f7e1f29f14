// The page "call".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function callPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "call", section: "loops", body: <p>call</p> });
}
