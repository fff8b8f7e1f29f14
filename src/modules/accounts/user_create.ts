// A new account: what the host's programs are called with.
import type { Command } from "../../model/command.ts";
import { familyOf, toolCommand } from "./account_tools.ts";
import type { Params } from "../frame/parameters.ts";
import type { PlanContext } from "../frame/planned.ts";
import { giveHome, makeHome } from "./user_home.ts";
import { agingCommands, type Deed, expiryCommand, groupNamed, Impossible, locked } from "./user_deed.ts";
import { type UserFacts, wantedGroups } from "./user_probe.ts";
import { secretCommands } from "./user_secrets.ts";
import { dayText, expiryDay } from "./user_words.ts";

/** The deed that makes the account. Throws MissingTool, Impossible. */
export function createUser(facts: UserFacts, params: Params, { checkMode }: PlanContext): Deed {
  const name = params.text("name") ?? "";
  const { tools } = facts;
  const family = familyOf(tools, params.flag("local"), ["useradd", "adduser"]);
  const groups = wantedGroups(params);
  // In a dry run an earlier task may be going to make them.
  const missing = [params.text("group") ?? "", ...groups].find((group) => group !== "" && !groupNamed(facts, group));
  if (missing !== undefined && !checkMode) throw new Impossible(`Group ${missing} does not exist`);
  const hash = params.text("password");
  const home = newHome(facts, params);
  const secrets = {
    name,
    family,
    ...(hash === undefined ? {} : { hash: locked(hash, params) }),
    key: params.flag("generate_ssh_key"),
  };
  const make = { shadow: shadowWords, busybox: busyboxWords, libuser: libuserWords }[family](facts, params);
  const commands = [
    ...(home === undefined ? [] : [makeHome(home)]),
    toolCommand(tools, [...make, "--", name]),
    ...(home === undefined ? [] : [giveHome(home.path, name)]),
    // libuser makes no home for an account of the system's.
    ...(family === "libuser" && params.flag("create_home")
      ? [makeHome({ path: "", skeleton: params.text("skeleton"), umask: facts.umask, owner: name })]
      : []),
    ...later(facts, params, family, groups),
    ...secretCommands(tools, params, secrets),
    ...agingCommands(tools, params, undefined),
  ];
  return {
    commands,
    result: { system: params.flag("system"), create_home: params.flag("create_home") },
    before: {},
    after: wishes(params),
  };
}

/** The host's programs make no folders on the way to a home. */
function newHome({ home, umask }: UserFacts, params: Params) {
  if (!params.has("home") || !params.flag("create_home") || home === undefined || home.parent) return undefined;
  return { path: home.path, skeleton: params.text("skeleton"), umask: params.text("umask") ?? umask };
}

function option(params: Params, flag: string, name: string): string[] {
  const value = params.text(name) ?? params.number(name);
  return value === undefined ? [] : [flag, String(value)];
}

function shadowWords(facts: UserFacts, params: Params): string[] {
  const name = params.text("name") ?? "";
  const groups = wantedGroups(params);
  const day = expiryDay(params);
  const own = params.has("group") ? option(params, "-g", "group") : groupCalled(facts, name) ? ["-N"] : [];
  const home = params.flag("create_home")
    ? [
      "-m",
      ...option(params, "-k", "skeleton"),
      ...(params.has("umask") ? ["-K", `UMASK=${params.text("umask")}`] : []),
    ]
    : ["-M"];
  return [
    "useradd",
    ...option(params, "-u", "uid"),
    ...(params.has("uid") && params.flag("non_unique") ? ["-o"] : []),
    ...option(params, "-Z", "seuser"),
    ...own,
    ...(groups.length > 0 ? ["-G", groups.join(",")] : []),
    ...option(params, "-c", "comment"),
    ...homeWords(facts, params, "-d"),
    ...option(params, "-s", "shell"),
    ...(day === undefined ? [] : ["-e", dayText(day)]),
    ...home,
    ...["uid_min", "uid_max"].filter((limit) => params.has(limit)).flatMap((limit) => [
      "-K",
      `${limit.toUpperCase()}=${params.number(limit)}`,
    ]),
    ...(params.flag("system") ? ["-r"] : []),
  ];
}

function busyboxWords(facts: UserFacts, params: Params): string[] {
  for (const name of ["umask", "non_unique", "seuser", "uid_min", "uid_max"]) {
    if (params.text(name) === undefined && params.number(name) === undefined && !params.flag(name)) continue;
    throw new Impossible(`${name}: busybox's adduser cannot do this: install the package shadow`);
  }
  return [
    ...["adduser", "-D"],
    ...option(params, "-u", "uid"),
    ...(params.has("group")
      ? option(params, "-G", "group")
      : groupCalled(facts, params.text("name") ?? "")
      ? ["-G", params.text("name") ?? ""]
      : []),
    ...option(params, "-g", "comment"),
    ...homeWords(facts, params, "-h"),
    ...option(params, "-s", "shell"),
    ...(params.flag("create_home") ? [] : ["-H"]),
    ...option(params, "-k", "skeleton"),
    ...(params.flag("system") ? ["-S"] : []),
  ];
}

function libuserWords(facts: UserFacts, params: Params): string[] {
  return [
    "luseradd",
    ...option(params, "-u", "uid"),
    ...(params.has("group")
      ? option(params, "-g", "group")
      : groupCalled(facts, params.text("name") ?? "")
      ? ["-n"]
      : []),
    ...option(params, "-c", "comment"),
    ...homeWords(facts, params, "-d"),
    ...option(params, "-s", "shell"),
    ...(params.flag("create_home") ? option(params, "-k", "skeleton") : ["-M"]),
    ...(params.flag("system") ? ["-r"] : []),
  ];
}

/** The home directory of the task, as the host expands it. */
function homeWords({ home }: UserFacts, params: Params, flag: string): string[] {
  return params.has("home") ? [flag, home?.path ?? params.text("home") ?? ""] : [];
}

function groupCalled({ groups }: UserFacts, name: string): boolean {
  return groups.some((group) => group.name === name);
}

/** What takes further programs: groups and the end of the account, where the first one knows no such options. */
function later(facts: UserFacts, params: Params, family: string, groups: string[]): Command[] {
  const name = params.text("name") ?? "";
  const { tools } = facts;
  if (family === "shadow") return [];
  const names = groups.map((group) => groupNamed(facts, group)?.name ?? group);
  const expiry = expiryCommand(tools, params, family);
  const add = (group: string) =>
    toolCommand(tools, family === "libuser" ? ["lgroupmod", "-M", name, "--", group] : ["adduser", "--", name, group]);
  return [...expiry, ...names.map(add)];
}

/** What was asked for, as a diff shows it; of a password only that there is one. */
function wishes(params: Params): Record<string, string> {
  const day = expiryDay(params);
  const names = ["name", "uid", "group", "groups", "comment", "home", "shell"].filter((name) => params.has(name));
  const shown = names.map((name) => [
    name,
    name === "groups" ? wantedGroups(params).join(",") : String(params.raw(name)),
  ]);
  return {
    ...Object.fromEntries(shown),
    ...(params.has("password") ? { password: "as given" } : {}),
    ...(params.flag("password_lock") ? { password_lock: "true" } : {}),
    ...(day === undefined ? {} : { expires: dayText(day) || "never" }),
    ...(params.flag("generate_ssh_key") ? { ssh_key: "new" } : {}),
  };
}
