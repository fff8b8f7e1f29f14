// The page "workers".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function workersPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "workers", section: "workers", body: <p>workers</p> });
}
