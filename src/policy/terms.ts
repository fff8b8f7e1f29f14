// For whom, and as what, something is judged.
import type { DecidedBy } from "../model/decision.ts";

/** For whom, and as what, an action is judged. */
export interface Terms {
  /** Who decided it. */
  by: DecidedBy;
  /** A look may only read. */
  as: "look" | "deed";
  /** `--environment`. */
  environment?: string | undefined;
  /** A host's groups: `host:` in a rule matches these, too. */
  groups?(host: string): readonly string[];
  /** Whether a decision has added a host, under a name and in groups of its own choice: what is allowed by these is not meant for it. */
  added?(host: string): boolean;
  /** Whether the inventory, as people wrote it, has a host of this name or address, in small letters. */
  named?(name: string): boolean;
}
