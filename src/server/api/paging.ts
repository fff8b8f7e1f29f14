// How long lists are asked for: a page at a time.
import { z } from "./zod.ts";

/** Rows of a page where nothing else is said. */
export const USUAL = 50;

/** Fields of a query for a page. */
export const page = {
  after: z.exactOptional(z.string().max(500)).describe("`next` of the page before"),
  limit: z.exactOptional(z.int().min(1).max(500)).describe(`rows, ${USUAL} where it is left out`),
};

/** `next` of an answer. */
export const next = z.nullable(z.string()).describe("hand it back as `after` for what follows; null: there is no more");

/** The terms of a page as the survey takes them. */
export function pageTerms(
  { after, limit = USUAL }: { after?: string | undefined; limit?: number | undefined },
): { after?: string; limit: number } {
  return { limit, ...(after === undefined ? {} : { after }) };
}
