// The page "hosts".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function hostsPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "hosts", section: "hosts", body: <p>hosts</p> });
}
