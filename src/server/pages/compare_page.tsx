// The page "compare".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function comparePage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "compare", section: "loops", body: <p>compare</p> });
}
