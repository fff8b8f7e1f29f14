// What whoever asks can read: a browser pages, a program JSON.
import type { HonoRequest } from "hono";

/** In what form to answer. */
export type Form = "page" | "json" | "text";

/** By address first: the API speaks JSON to everybody. */
export function formFor(req: HonoRequest): Form {
  const accept = req.header("accept") ?? "";
  if (isApi(req.path)) return "json";
  if (/text\/html/i.test(accept)) return "page";
  return /application\/json/i.test(accept) ? "json" : "text";
}

/** Whether an address is for programs, which are not led to a form to log in. */
export function isForPrograms(path: string): boolean {
  return isApi(path) || path === "/metrics" || path === "/readyz";
}

function isApi(path: string): boolean {
  return path.startsWith("/api/") || path === "/openapi.json";
}
