// How many hosts are worked on at once.

/** Unless the loop says otherwise (`--forks`). */
export const FORKS = 50;
