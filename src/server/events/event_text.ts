// Server-sent events as text.
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
