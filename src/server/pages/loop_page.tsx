// The page "loop".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function loopPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "loop", section: "loops", body: <p>loop</p> });
}
