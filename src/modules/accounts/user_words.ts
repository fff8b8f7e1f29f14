// What the plan of an account is made of: wishes that are checked, warnings, and texts that go to programs.
import { isoSecond } from "../frame/host_time.ts";
import type { Params } from "../frame/parameters.ts";
import { fieldProblem } from "./account_tools.ts";
import { ELSEWHERE } from "./user_doc.ts";
import { AGING } from "./user_probe.ts";

const DAY = 86_400;
/** The last second that the host's programs can be told as a day of four digits. */
const LAST = 253_402_300_799;
/** Passwords that no hash stands for, on purpose. */
const NO_HASH = ["*", "!", "*************"];
/** Characters of a hash after its last `$`, by its kind. */
const LENGTHS: Record<string, number> = { 1: 22, 5: 43, 6: 86 };

/** What is wrong with parameters that are right one by one; a sentence, or undefined. */
export function userProblem(params: Params): string | undefined {
  const local = params.flag("local");
  if (params.has("umask") && local) return "'umask' can not be used with 'local'";
  if (local && (params.has("uid_min") || params.has("uid_max"))) return "uid_min and uid_max cannot be used with local";
  if (local && params.has("seuser")) return "seuser cannot be used with local: libuser knows no SELinux users";
  const umask = params.text("umask");
  if (umask !== undefined && !/^0?[0-7]{1,3}$/.test(umask)) return `umask: '${umask}' is no octal number, as "077"`;
  const expires = params.number("expires");
  if (expires !== undefined && Math.abs(expires) > LAST) return `Invalid value for 'expires' ${expires}`;
  for (const name of ["password", "ssh_key_passphrase"]) {
    // The value is a secret: it is not shown.
    if (/[\n\r\0]/.test(params.text(name) ?? "")) return `${name} cannot hold a line break`;
  }
  if (/:/.test(params.text("password") ?? "")) return "password: a hash holds no colon";
  if (params.text("state") === "absent") return undefined;
  for (const name of ["name", "group", "comment", "home", "shell"]) {
    const wrong = fieldProblem(name, params.text(name));
    if (wrong !== undefined) return wrong;
  }
  return params.texts("groups").map((group) => fieldProblem("groups", group)).find((wrong) => wrong !== undefined);
}

/** What is worth a warning about the parameters alone. */
export function userWarnings(params: Params): string[] {
  const warnings: string[] = [];
  if (params.flag("append") && !params.has("groups")) warnings.push("append is set, but no groups: it has no effect");
  if (!looksHashed(params.text("password") ?? "")) {
    warnings.push(
      "The password appears not to have been hashed, so nobody can log in with it: write a hash, as the filter password_hash makes one",
    );
  }
  const elsewhere = ELSEWHERE.filter((name) => params.has(name));
  if (elsewhere.length > 0) warnings.push(`Without effect on Linux: ${elsewhere.join(", ")}`);
  return warnings;
}

function looksHashed(password: string): boolean {
  if (password === "" || NO_HASH.includes(password)) return true;
  if (/[:*!]/.test(password)) return false;
  const [, kind = "", ...rest] = password.split("$");
  const last = rest.at(-1);
  if (last === undefined || /[^a-zA-Z0-9./=]/.test(last)) return false;
  return LENGTHS[kind] === undefined || last.length === LENGTHS[kind];
}

/** The day that `expires` means, in days since 1970; -1 for never. */
export function expiryDay(params: Params): number | undefined {
  const expires = params.number("expires");
  return expires === undefined ? undefined : expires < 0 ? -1 : Math.floor(expires / DAY);
}

/** A day as shadow's programs read it; empty for never. */
export function dayText(day: number): string {
  return day < 0 ? "" : isoSecond(day * DAY)?.slice(0, 10) ?? String(day);
}

/** Options of chage for what differs; all that is asked for where nothing is known (a new account). */
export function agingOptions(params: Params, aging: (number | null)[] | undefined): string[] {
  return AGING.flatMap(({ name, option, place }) => {
    const wanted = params.number(name);
    const now = aging === undefined ? undefined : aging[place] ?? -1;
    return wanted === undefined || wanted === now ? [] : [option, String(wanted)];
  });
}

/** Place of the day when the account ends. */
export const EXPIRE = 5;
