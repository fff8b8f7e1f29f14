// The body of a request in the formats that Ansible knows.
import type { Json } from "../../model/json.ts";
import { pythonJson, pythonText } from "../frame/python_print.ts";
import { percentEncoded } from "./url.ts";

/** A body and the type it is sent as; or what is wrong with it. */
export type Body = { bytes: Uint8Array; type?: string } | { wrong: string } | undefined;

/** A body of `raw`, `json` or `form-urlencoded`. A text is taken as it is. */
export function plainBody(body: Json, format: string): Body {
  const text = (words: string, type?: string) => ({
    bytes: new TextEncoder().encode(words),
    ...(type === undefined ? {} : { type }),
  });
  if (format === "json") return text(typeof body === "string" ? body : pythonJson(body), "application/json");
  if (format !== "form-urlencoded") return body === null ? undefined : text(rawText(body));
  const type = "application/x-www-form-urlencoded";
  if (typeof body === "string") return text(body, type);
  if (body === null) return { bytes: new Uint8Array(), type };
  if (typeof body !== "object") return text(pythonText(body), type);
  const pairs = Array.isArray(body) ? body : Object.entries(body);
  const fields: string[] = [];
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      return { wrong: "failed to parse body as form_urlencoded: expected a dictionary, or a list of [name, value]" };
    }
    const [name = null, values = null] = pair;
    const each = Array.isArray(values)
      ? values
      : values !== null && typeof values === "object"
      ? Object.keys(values)
      : [values];
    for (const value of each) {
      if (value !== null) fields.push(`${formText(pythonText(name))}=${formText(pythonText(value))}`);
    }
  }
  return text(fields.join("&"), type);
}

/** What a raw body that is no text is sent as: Ansible makes JSON of dictionaries and lists. */
function rawText(body: Json): string {
  return body !== null && typeof body === "object" ? pythonJson(body) : pythonText(body);
}

/** As Python's `quote_plus` writes it. */
function formText(text: string): string {
  const signs = [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte));
  return signs.map((sign) => /[A-Za-z0-9_.~-]/.test(sign) ? sign : sign === " " ? "+" : percentEncoded(sign)).join("");
}
