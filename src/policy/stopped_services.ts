// Why a plain call about a service is asked for: who uses what it stops is not seen from there.
import type { Json, JsonObject } from "../model/json.ts";
import { isFalse, isTrue } from "./boolean_words.ts";
import { textOf } from "./called.ts";

const MANAGERS = new Set(["service", "systemd", "sysvinit"]);

/** A reason as a sentence without its end; undefined where nothing is stopped. A restart is plain: what ran runs again. */
export function stoppedService(module: string, params: JsonObject): string | undefined {
  if (!MANAGERS.has(module)) return undefined;
  const name = textOf(params["name"] ?? params["service"] ?? params["unit"] ?? "a service");
  if (name.includes("/")) return `${name} is a file, which may be any program`;
  if (textOf(params["state"] ?? "") === "stopped") return `it stops ${name} (state: stopped)`;
  const given = (value: Json | undefined): value is Json => value !== undefined && value !== null;
  if (given(params["masked"]) && isTrue(params["masked"])) return `nothing could start ${name} any more (masked)`;
  const off = given(params["enabled"]) && isFalse(params["enabled"]);
  return off ? `${name} would not start at the next boot (enabled: false)` : undefined;
}
