// The page "inbox".
import type { View, Visit } from "./view.ts";

/** To be written. */
export function inboxPage(_visit: Visit): Promise<View | undefined> {
  return Promise.resolve({ title: "inbox", section: "inbox", body: <p>inbox</p> });
}
