// An account that is there: what differs from what is wanted, and the commands that remove it.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import { type Family, familyOf, toolCommand, type Tools } from "./account_tools.ts";
import type { Params } from "../frame/parameters.ts";
import { busyboxCommands } from "./user_busybox.ts";
import { agingCommands, type Changes, type Deed, expiryCommand, groupNamed, Impossible, locked } from "./user_deed.ts";
import { makeHome } from "./user_home.ts";
import { type Account, type KeyFacts, type UserFacts, wantedGroups } from "./user_probe.ts";
import { secretCommands } from "./user_secrets.ts";
import { agingOptions, dayText, EXPIRE, expiryDay } from "./user_words.ts";

/** The deed that makes an account as it is wanted; without commands where it is. Throws MissingTool, Impossible. */
export function modifyUser(facts: UserFacts & { account: Account }, params: Params): Deed {
  const { account, tools, home, password } = facts;
  const name = params.text("name") ?? "";
  const family = familyOf(tools, params.flag("local"), ["usermod", "adduser"]);
  if (facts.shadowHidden && ["password", "password_lock", "expires"].some((one) => params.has(one))) {
    throw new Impossible(`Only root may read what /etc/shadow says of ${name}: write become: true`);
  }
  const warnings: string[] = [];
  const changes = changesOf(facts, params, { family, warnings });
  const homeless = home !== undefined && !home.there && params.flag("create_home");
  const key = keyDeed(facts.key, params, warnings);
  const { hash, ...others } = changes;
  const commands = [
    ...entryCommands(tools, { params, changes: others, facts, family }),
    ...(homeless
      ? [
        makeHome({
          path: home.path,
          skeleton: params.text("skeleton"),
          umask: params.text("umask") ?? facts.umask,
          owner: name,
        }),
      ]
      : []),
    ...secretCommands(tools, params, { name, family, ...(hash === undefined ? {} : { hash }), key: key.make }),
    ...agingCommands(tools, params, password?.aging),
  ];
  const { before, after } = shown(account, changes, facts);
  if (homeless) after.home = `${home.path} (made)`;
  if (key.make) after.ssh_key = "new";
  for (const option of agingOptions(params, password?.aging)) if (!option.startsWith("-")) after.aging = option;
  return {
    commands,
    result: {
      append: params.flag("append"),
      move_home: params.flag("move_home"),
      ...entryAfter(account, changes),
      ...key.result,
    },
    before,
    after,
    warnings,
    ...(key.again ? { cannotTell: true } : {}),
  };
}

function changesOf(
  facts: UserFacts & { account: Account },
  params: Params,
  { family, warnings }: { family: Family; warnings: string[] },
): Changes {
  const { account, password } = facts;
  const changes: Changes = {};
  const uid = params.number("uid");
  if (uid !== undefined && uid !== account.uid) changes.uid = uid;
  const group = params.text("group");
  if (group !== undefined) {
    const found = groupNamed(facts, group);
    if (found === undefined) throw new Impossible(`Group ${group} does not exist`);
    if (found.gid !== account.gid) changes.gid = found.gid;
  }
  // busybox lists an account in its primary group too.
  const listed = family === "busybox" ? facts.groups.filter(({ gid }) => gid !== account.gid) : facts.groups;
  const groups = groupsAfter(facts.groups, listed, params);
  if (groups !== undefined) changes.groups = groups;
  const [comment, shell] = [params.text("comment"), params.text("shell")];
  const home = params.has("home") ? facts.home?.path ?? params.text("home") : undefined;
  if (comment !== undefined && comment !== account.comment) changes.comment = comment;
  if (home !== undefined && home !== account.home) changes.home = home;
  if (shell !== undefined && shell !== account.shell) changes.shell = shell;
  const day = expiryDay(params);
  if (day !== undefined && day !== Math.max(password?.aging[EXPIRE] ?? -1, -1)) changes.expires = day;
  const wanted = params.text("password");
  if (wanted !== undefined && params.text("update_password") === "always" && password?.same !== true) {
    changes.hash = locked(wanted, params);
  } else if (params.flag("password_lock") && password?.locked !== true) changes.lock = true;
  else if (params.raw("password_lock") === false && password?.locked === true) {
    // The host's programs leave an account without a password locked.
    if (!password.bare) changes.lock = false;
    else warnings.push("password_lock: the account has no password, so it stays locked until it is given one");
  }
  return changes;
}

/** Names of the groups it should be in, of those that count as `listed`; undefined where it is. */
function groupsAfter(all: UserFacts["groups"], listed: UserFacts["groups"], params: Params): string[] | undefined {
  if (!params.has("groups")) return undefined;
  const wanted = wantedGroups(params).flatMap((group) => {
    const found = groupNamed({ groups: all }, group);
    if (found === undefined) throw new Impossible(`Group ${group} does not exist`);
    return listed.includes(found) ? [found.name] : [];
  });
  const now = listed.filter(({ member }) => member).map(({ name }) => name);
  const lacks = wanted.some((name) => !now.includes(name));
  if (params.flag("append")) return lacks ? [...new Set([...now, ...wanted])] : undefined;
  return lacks || now.some((name) => !wanted.includes(name)) ? [...new Set(wanted)] : undefined;
}

function entryCommands(
  tools: Tools,
  { params, changes, facts, family }: { params: Params; changes: Changes; facts: UserFacts; family: Family },
): Command[] {
  const name = params.text("name") ?? "";
  if (family === "busybox") {
    const member = facts.groups.filter((group) => group.member && group.gid !== facts.account?.gid);
    return busyboxCommands(tools, {
      name,
      changes,
      member: member.map((group) => group.name),
      move: params.flag("move_home"),
    });
  }
  const local = family === "libuser";
  const { uid, gid, groups, comment, home, shell, expires, lock } = changes;
  const options = [
    ...(uid === undefined ? [] : ["-u", String(uid), ...(params.flag("non_unique") && !local ? ["-o"] : [])]),
    ...(gid === undefined ? [] : ["-g", String(gid)]),
    ...(groups === undefined || local ? [] : ["-G", groups.join(",")]),
    ...(comment === undefined ? [] : ["-c", comment]),
    ...(home === undefined ? [] : ["-d", home, ...(params.flag("move_home") ? ["-m"] : [])]),
    ...(shell === undefined ? [] : ["-s", shell]),
    ...(expires === undefined || local ? [] : ["-e", dayText(expires)]),
    ...(lock === undefined ? [] : [lock ? "-L" : "-U"]),
  ];
  const commands = options.length === 0 ? [] : [
    toolCommand(tools, [local ? "lusermod" : "usermod", ...options, "--", name]),
  ];
  if (!local) return commands;
  const now = facts.groups.filter(({ member }) => member).map((group) => group.name);
  const [come, go] = [
    (groups ?? now).filter((group) => !now.includes(group)),
    now.filter((group) => groups !== undefined && !groups.includes(group)),
  ];
  return [
    ...commands,
    ...(expires === undefined ? [] : expiryCommand(tools, params, family)),
    ...come.map((group) => toolCommand(tools, ["lgroupmod", "-M", name, "--", group])),
    ...go.map((group) => toolCommand(tools, ["lgroupmod", "-m", name, "--", group])),
  ];
}

/** Whether a key is to be made, and what is told of one that is there. */
function keyDeed(key: KeyFacts | undefined, params: Params, warnings: string[]) {
  if (key === undefined) return { make: false, again: false, result: {} };
  const force = params.flag("force");
  const there = key.private ? ["private", key.path] : key.public ? ["public", `${key.path}.pub`] : undefined;
  if (there !== undefined) {
    const [kind = "", path = ""] = there;
    warnings.push(
      force
        ? `Overwriting existing ssh key ${kind} file "${path}"`
        : `Found existing ssh key ${kind} file "${path}", no force, so skipping ssh-keygen generation`,
    );
  }
  const result: JsonObject = {
    ssh_key_file: key.path,
    ssh_public_key: key.text ?? null,
    ssh_fingerprint: key.fingerprint ?? "",
  };
  if (there !== undefined && !force) return { make: false, again: false, result };
  return { make: true, again: there !== undefined, result: { ssh_key_file: key.path } };
}

function entryAfter(account: Account, changes: Changes): JsonObject {
  const { uid, gid, comment, home, shell } = { ...account, ...changes };
  return { uid, group: gid, comment, home, shell };
}

function shown(account: Account, changes: Changes, { groups, password }: UserFacts) {
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (const name of ["uid", "gid", "comment", "home", "shell"] as const) {
    if (changes[name] === undefined) continue;
    [before[name], after[name]] = [String(account[name]), String(changes[name])];
  }
  if (changes.groups !== undefined) {
    before.groups = groups.filter(({ member }) => member).map(({ name }) => name).sort().join(",");
    after.groups = changes.groups.toSorted().join(",");
  }
  if (changes.expires !== undefined) {
    [before.expires, after.expires] = [
      dayText(password?.aging[EXPIRE] ?? -1) || "never",
      dayText(changes.expires) || "never",
    ];
  }
  if (changes.lock !== undefined) [before.locked, after.locked] = [String(!changes.lock), String(changes.lock)];
  if (changes.hash !== undefined) [before.password, after.password] = ["another one", "as given"];
  return { before, after };
}
