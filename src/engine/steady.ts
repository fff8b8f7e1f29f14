// What of a message stays the same when the same thing happens again. Pure.

/** Progress is kept, since it is what differs when something moves: `3 of 5`, `40 %`. */
const KEPT = /\b\d+ of \d+\b|\b\d+ ?%/;
/** Names that are made up each time: UUIDs, hashes and addresses, temporary files. Then times, process ids, counts: any number. */
const MADE_UP = [
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/,
  /\b(?:0x)?[0-9a-f]{8,}\b/,
  /\/(?:var\/)?tmp\/[^\s'":,;)]+/,
  /\b(?:ansible[-.])?te?mp[-_.][\w.-]+/,
  /\d+(?:[:.,/T+-]\d+)*/,
];
const VOLATILE = new RegExp(`(${KEPT.source})|${MADE_UP.map(({ source }) => source).join("|")}`, "gi");

/** A message without times, process ids, temporary names and counts: two failures that read the same so are the same. */
export function steady(message: string): string {
  return message.replace(VOLATILE, (_, kept?: string) => kept ?? "#").replace(/\s+/g, " ").trim();
}
