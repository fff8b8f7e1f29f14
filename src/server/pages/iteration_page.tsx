// The page "iteration".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function iterationPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "iteration", section: "loops", body: <p>iteration</p> });
}
