// Server-sent events as text.
import type { FeedEvent } from "../../model/feed.ts";
import type { Json } from "../../model/json.ts";

/** One event; `name` absent: the default one. JSON has no line ends, so that data is one line. */
export function eventText({ name, id, data }: { name?: string; id?: number; data: Json }): string {
  const lines = [
    ...name === undefined ? [] : [`event: ${name}`],
    ...id === undefined ? [] : [`id: ${id}`],
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join("\n")}\n\n`;
}

/** Rows of the feed, with their ids: whoever lost the connection names the last one. */
export function eventsText(events: readonly FeedEvent[]): string {
  return events.map((event) => eventText({ id: event.id, data: { ...event } })).join("");
}
