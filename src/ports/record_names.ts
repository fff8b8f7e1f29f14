// What the record has names for, as a command line is completed with them.

/** A loop, and where it stands. */
export interface NamedLoop {
  id: number;
  name: string;
  status: string;
  /** ISO 8601; null where nothing comes by itself. */
  nextRunAt: string | null;
}

/** A question that waits for its answer. */
export interface NamedPrompt {
  id: number;
  loop: { id: number; name: string };
  text: string;
  options: string[];
}

/** Whatever was written into the record: none of these texts is harmless to a shell or a terminal. */
export interface RecordNames {
  /** Newest first. */
  loops(): NamedLoop[];
  /** Those that are open, oldest first. */
  prompts(): NamedPrompt[];
  /** Hosts that the inventories still have, by name. */
  hosts(): { name: string; status: string }[];
}
