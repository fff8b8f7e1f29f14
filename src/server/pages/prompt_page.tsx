// The page "prompt".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function promptPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "prompt", section: "inbox", body: <p>prompt</p> });
}
