// Filters on URLs.
import { TemplateError } from "../../model/errors.ts";
import { buffers } from "../builtin.ts";
import { asText } from "../coerce.ts";
import { truthy } from "../compare.ts";
import type { Mapping, Operand } from "../operand.ts";
import { pyStr } from "../python_text.ts";
import { filter, type Filters } from "./definition.ts";

/** URL filters by name. */
export const URLS: Filters = {
  urldecode: filter([], (value) => decoded(asText(value, "urldecode()").replaceAll("+", " "))),
  urlsplit: filter(["query="], (value, [part = ""]) => {
    const parts = splitUrl(asText(value, "urlsplit()"));
    if (!truthy(part)) return parts;
    const found = parts.get(part);
    if (found === undefined) throw new TemplateError(`urlsplit: unknown URL component: ${pyStr(part)}`);
    return found;
  }),
};

/** Parts of a URL as Python's urlsplit names them, in the order Ansible lists them. Throws TemplateError for a broken host or port. */
export function splitUrl(url: string): Mapping {
  let rest = url.replace(/^[\0-\x20]+/, "").replace(/[\t\r\n]/g, "");
  const take = (pattern: RegExp): string => {
    const found = pattern.exec(rest);
    if (found === null) return "";
    rest = rest.slice(found[0].length);
    return found[1] ?? "";
  };
  const scheme = take(/^([A-Za-z][A-Za-z\d+.-]*):/).toLowerCase();
  const netloc = take(/^\/\/([^/?#]*)/);
  if (netloc.includes("[") !== netloc.includes("]")) throw new TemplateError("Invalid IPv6 URL");
  const [path = "", ...fragments] = rest.split("#");
  const [place = "", ...queries] = path.split("?");
  const account = netloc.includes("@") ? netloc.slice(0, netloc.lastIndexOf("@")) : null;
  const host = netloc.slice(netloc.lastIndexOf("@") + 1);
  const colon = account?.indexOf(":") ?? -1;
  return new Map<string, Operand>([
    ["fragment", fragments.join("#")],
    ["hostname", hostname(host)],
    ["netloc", netloc],
    ["password", account === null || colon < 0 ? null : account.slice(colon + 1)],
    ["path", place],
    ["port", port(host)],
    ["query", queries.join("?")],
    ["scheme", scheme],
    ["username", account === null ? null : colon < 0 ? account : account.slice(0, colon)],
  ]);
}

function hostname(host: string): Operand {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1];
  const name = bracketed ?? host.split(":")[0] ?? "";
  return name === "" ? null : name.toLowerCase();
}

function port(host: string): Operand {
  const text = host.startsWith("[") ? /\](?::(.*))?$/.exec(host)?.[1] : /:(.*)$/.exec(host)?.[1];
  if (text === undefined || text === "") return null;
  if (!/^\d+$/.test(text)) throw new TemplateError(`Port could not be cast to integer value as '${text}'`);
  if (Number(text) > 65535) throw new TemplateError("Port out of range 0-65535");
  return Number(text);
}

// What is no %xx stays; bytes that are no UTF-8 become the replacement character.
function decoded(text: string): string {
  return text.replace(/(?:%[\da-fA-F]{2})+/g, (run) => buffers().from(run.replaceAll("%", ""), "hex").toString("utf8"));
}
