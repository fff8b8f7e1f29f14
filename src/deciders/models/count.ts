// Numbers that providers say.

/** A number that counts something; null for anything else: it is not said. */
export function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
