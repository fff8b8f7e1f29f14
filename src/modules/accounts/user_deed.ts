// What a plan of an account comes to, and the steps that new and old accounts share.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import { toolCommand, type Tools } from "./account_tools.ts";
import type { Params } from "../frame/parameters.ts";
import type { UserFacts } from "./user_probe.ts";
import { agingOptions, expiryDay } from "./user_words.ts";

/** What is to be done about an account, and how it differs. */
export interface Deed {
  commands: Command[];
  result: JsonObject;
  before: Record<string, string>;
  after: Record<string, string>;
  warnings?: string[];
  /** Whether it is needed cannot be told. */
  cannotTell?: boolean;
}

/** What the host says no to before anything is tried. */
export class Impossible extends Error {
  override name = "Impossible";
}

/** What differs, by what is changed; a text is its new value. */
export interface Changes {
  uid?: number;
  /** Number of the primary group. */
  gid?: number;
  /** The groups it is to be in, by name. */
  groups?: string[];
  comment?: string;
  home?: string;
  shell?: string;
  /** A day since 1970, -1 for never. */
  expires?: number;
  lock?: boolean;
  /** The hash, with its mark of a lock. */
  hash?: string;
}

/** The group that a name or number means: a number first, as Ansible has it. */
export function groupNamed({ groups }: Pick<UserFacts, "groups">, wanted: string) {
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  return groups.find(({ gid }) => gid === number) ?? groups.find(({ name }) => name === wanted);
}

/** The hash as it is to be written: locked where it is to be. */
export function locked(hash: string, params: Params): string {
  return params.flag("password_lock") ? `!${hash}` : hash;
}

/** chage for what differs from `aging`, or for all that is asked for. */
export function agingCommands(tools: Tools, params: Params, aging: (number | null)[] | undefined): Command[] {
  const options = agingOptions(params, aging);
  return options.length === 0 ? [] : [toolCommand(tools, ["chage", ...options, "--", params.text("name") ?? ""])];
}

/** The day when an account ends, where no option of the program that makes it says so. */
export function expiryCommand(tools: Tools, params: Params, family: string): Command[] {
  const day = expiryDay(params);
  if (day === undefined) return [];
  if (family === "busybox") throw new Impossible("expires: busybox knows no such day: install the package shadow");
  return [toolCommand(tools, ["lchage", "-E", String(day), "--", params.text("name") ?? ""])];
}
