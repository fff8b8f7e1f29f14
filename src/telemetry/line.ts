// A line of a worker's output before it is written.
import type { JsonObject } from "../model/json.ts";

/** `text` is for people, `fields` for machines. */
export interface Line {
  kind: string;
  text: string;
  fields?: JsonObject;
  /** A human has to see it. */
  urgent?: boolean;
  /** Left out of text. */
  machinesOnly?: boolean;
}
