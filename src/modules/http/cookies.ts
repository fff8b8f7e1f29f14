// Cookies that answers set, as Python's cookie jar keeps them and Ansible returns them.
import type { Head } from "./answer.ts";

/** Cookies in the jar's order: by path as first seen, then as they came. `now` is in milliseconds since 1970. */
export function cookiesOf(heads: readonly Head[], now: number): [name: string, value: string][] {
  const jar = new Map<string, Map<string, string>>();
  for (const head of heads) {
    for (const [header, text] of head.headers) {
      if (header !== "set-cookie") continue;
      const [pair = "", ...attributes] = text.split(";").map((part) => part.trim());
      const [name = "", value = ""] = pair.split(/=(.*)/s).map((part) => part.trim());
      if (name === "" || !pair.includes("=")) continue;
      const attribute = (wanted: string) => {
        const found = attributes.findLast((each) => each.split("=")[0]?.trim().toLowerCase() === wanted);
        return found?.split(/=(.*)/s)[1]?.trim() ?? (found === undefined ? undefined : "");
      };
      const place = `${attribute("domain")?.toLowerCase().replace(/^\./, "") ?? ""} ${attribute("path") ?? ""}`;
      const cookies = jar.get(place) ?? new Map<string, string>();
      if (isOver(attribute("max-age"), attribute("expires"), now)) cookies.delete(name);
      else cookies.set(name, value);
      jar.set(place, cookies);
    }
  }
  return [...jar.values()].flatMap((cookies) => [...cookies]);
}

function isOver(maxAge: string | undefined, expires: string | undefined, now: number): boolean {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  const until = expires === undefined ? Number.NaN : Date.parse(expires.replace(/(\d)-(\w{3})-(\d)/, "$1 $2 $3"));
  return until <= now;
}
