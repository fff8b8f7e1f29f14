// Why a plain module is asked for: what it leaves goes on to act when the call is over.
import type { Json, JsonObject } from "../model/json.ts";
import { isTrue } from "./boolean_words.ts";
import { textOf } from "./called.ts";
import { guarded } from "./guarded_paths.ts";

/** Settings of the kernel that name a program. */
const PROGRAMS = /^(kernel\.(core_pattern|modprobe|hotplug|poweroff_cmd|usermodehelper\..*)|fs\.binfmt_misc(\..*)?)$/;
/** Kinds of mounts that show another folder, or are served by a program. */
const SHOWN_AGAIN = /^(r?bind|rshared|r?move|overlay|none|auto)$|fuse/;

/** A reason as a sentence without its end, for jobs of cron, settings of the kernel and mounts; undefined for what leaves nothing of the kind. */
export function leftBehind(module: string, params: JsonObject): string | undefined {
  const text = (...names: string[]) => textOf(names.map((name) => params[name]).find(given) ?? "");
  if (module === "cron") {
    return isTrue(params["env"] ?? false)
      ? `it sets a variable of cron's jobs (${text("name")}), which may change what they run`
      : `cron would run it when its time comes: ${text("job", "value")}`;
  }
  if (module === "sysctl") {
    const name = text("name", "key").trim().replaceAll("/", ".");
    return PROGRAMS.test(name) ? `the kernel runs what ${name} says` : undefined;
  }
  return module === "mount" ? mountReason(text) : undefined;
}

function mountReason(text: (...names: string[]) => string): string | undefined {
  const [path, src, state] = [text("path", "name"), text("src"), text("state")];
  if (/^(unmounted|remounted|absent_mount|absent_from_fstab)$/.test(state)) {
    return `what is mounted at ${path} is in use (state: ${state})`;
  }
  const why = guarded(path);
  if (why !== undefined) return `it covers ${path}, ${why}`;
  const odd = [text("fstype"), ...text("opts").split(",")].find((word) => SHOWN_AGAIN.test(word.trim()));
  return odd === undefined ? undefined : `what is at ${path} would be ${src} (${odd})`;
}

function given(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
