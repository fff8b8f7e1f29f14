// The page "host".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function hostPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "host", section: "hosts", body: <p>host</p> });
}
