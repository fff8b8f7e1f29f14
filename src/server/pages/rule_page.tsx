// The page "rule".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function rulePage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "rule", section: "rules", body: <p>rule</p> });
}
