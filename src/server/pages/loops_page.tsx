// The page "loops".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function loopsPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "loops", section: "loops", body: <p>loops</p> });
}
