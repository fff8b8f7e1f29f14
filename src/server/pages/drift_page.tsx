// The page "drift".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function driftPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "drift", section: "drift", body: <p>drift</p> });
}
