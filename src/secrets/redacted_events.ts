// Listeners hear no secret.
import type { Event } from "../model/event.ts";
import type { Events } from "../ports/events.ts";
import type { Secrets } from "../ports/secrets.ts";

/** The listener behind redaction. */
export function redactedEvents(inner: Events, secrets: Secrets): Events {
  return { emit: (event) => inner.emit({ ...secrets.hide(event), kind: event.kind } as Event) };
}
