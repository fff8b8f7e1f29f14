// The page "rules".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function rulesPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "rules", section: "rules", body: <p>rules</p> });
}
