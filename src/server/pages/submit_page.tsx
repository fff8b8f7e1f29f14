// The page "submit".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function submitPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "submit", section: "loops", body: <p>submit</p> });
}
