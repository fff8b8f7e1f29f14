// The page "action".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function actionPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "action", section: "loops", body: <p>action</p> });
}
