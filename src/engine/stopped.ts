// What is on record of a pass that was told to stop: by a human, by a terminal that went away, or by a worker that ends.

/** The reason why it is not whole. */
export const STOPPED = "stopped before its end";
