// What is told of what a module returned: not when, how long, and the same thing twice.
import { isObject, type Json, type JsonObject } from "../model/json.ts";

/** Said elsewhere, or of no use to a decision. Times differ at each look, and would make every look a changed one. */
const UNTOLD = new Set("changed failed start end delta cmd stdout_lines stderr_lines invocation warnings".split(" "));

/** The rest of a result; `rc` only where it is not 0, and a file's content (slurp) as text. */
export function toldResult(result: Json): Json {
  if (!isObject(result)) return result;
  const { content, encoding, ...others } = result;
  if (encoding === "base64" && typeof content === "string") return toldResult({ ...others, content: decoded(content) });
  const told = Object.entries(result).filter(([key, value]) =>
    !UNTOLD.has(key) && value !== "" && value !== null && !(key === "rc" && value === 0)
  );
  const warnings = result["warnings"];
  return Object.fromEntries([
    ...told,
    ...(Array.isArray(warnings) && warnings.length > 0 ? [["warnings", warnings]] : []),
  ]);
}

/** Whether a result says that something went wrong, in one word; null where nothing did. */
export function wrong(result: JsonObject | null): "unreachable" | "failed" | null {
  if (result?.["unreachable"] === true) return "unreachable";
  return result?.["failed"] === true ? "failed" : null;
}

/** Of a long one the record keeps the head, which ends at a whole group of four. */
function decoded(base64: string): string {
  const head = base64.split("\n", 1)[0] ?? "";
  const rest = head.length < base64.length ? "\n(the rest left out)" : "";
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(head), (char) => char.charCodeAt(0))) + rest;
  } catch {
    return base64;
  }
}
