// Who listens while a loop works.
import type { Event } from "../model/event.ts";

/** Must not throw and must not wait: a slow listener delays nothing. */
export interface Events {
  emit(event: Event): void;
}
