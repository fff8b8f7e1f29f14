// Module user: an account of the host.
import type { Command, CommandResult } from "../model/command.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import { concludeDeed, entryDiff, familyOf, MissingTool, reportEntry, toolCommand } from "./accounts/account_tools.ts";
import type { Fields } from "./scripts/fields.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, type PlanContext, planned, type PlannedModule } from "./frame/planned.ts";
import { createUser } from "./accounts/user_create.ts";
import { userDoc } from "./accounts/user_doc.ts";
import { Impossible } from "./accounts/user_deed.ts";
import { modifyUser } from "./accounts/user_modify.ts";
import { accountOf, keyTexts, probeUser, type UserFacts } from "./accounts/user_probe.ts";
import { userProblem, userWarnings } from "./accounts/user_words.ts";

/** The module `user`. */
export function userModule(): PlannedModule<UserFacts> {
  return planned<UserFacts>({
    doc: userDoc,
    check: userProblem,
    probe: probeUser,
    plan,
    report: (predicted) => predicted.state === "absent" ? undefined : reportEntry("passwd", String(predicted.name)),
    conclude,
  });
}

function plan(facts: UserFacts, params: Params, context: PlanContext): Plan {
  const name = params.text("name") ?? "";
  try {
    if (params.text("state") === "absent") return planAbsent(facts, params);
    const warnings = [...userWarnings(params), ...localWarning(facts, params)];
    const base: ModuleResult = {
      changed: false,
      name,
      state: "present",
      ...(params.has("password") ? { password: "NOT_LOGGING_PASSWORD" } : {}),
      ...(params.has("groups") ? { groups: params.texts("groups").join(",") } : {}),
    };
    const { warnings: more = [], ...made } = facts.account === undefined
      ? createUser(facts, params, context)
      : modifyUser({ ...facts, account: facts.account }, params);
    const told = [...warnings, ...more];
    const result = { ...base, ...made.result, ...(told.length > 0 ? { warnings: told } : {}) };
    if (made.commands.length === 0) return { kind: "same", result };
    const diff = [entryDiff(`user ${name}`, made.before, made.after)];
    const cannotTell = made.cannotTell ? { cannotTell: true } : {};
    return { kind: "change", diff, commands: made.commands, result: { ...result, changed: true }, ...cannotTell };
  } catch (error) {
    if (error instanceof MissingTool || error instanceof Impossible) return fail(error.message, { name });
    throw error;
  }
}

function localWarning({ account }: UserFacts, params: Params): string[] {
  if (!params.flag("local") || account !== undefined) return [];
  return [`local: there is no account '${params.text("name")}' in /etc/passwd; it may be kept elsewhere`];
}

function planAbsent({ account, tools }: UserFacts, params: Params): Plan {
  const name = params.text("name") ?? "";
  const [force, remove] = [params.flag("force"), params.flag("remove")];
  const base: ModuleResult = { changed: false, name, state: "absent" };
  if (account === undefined) return { kind: "same", result: base };
  const family = familyOf(tools, params.flag("local"), ["userdel", "deluser"]);
  const words = {
    shadow: ["userdel", ...(force ? ["-f"] : []), ...(remove ? ["-r"] : [])],
    busybox: ["deluser", ...(remove ? ["--remove-home"] : [])],
    libuser: ["luserdel", ...(remove ? ["-r"] : [])],
  }[family];
  // busybox's deluser takes no end of options.
  const end = family === "busybox" ? [] : ["--"];
  const commands: Command[] = [toolCommand(tools, [...words, ...end, name])];
  const before = { name, uid: String(account.uid), home: account.home };
  const diff = [entryDiff(`user ${name}`, before, {})];
  return { kind: "change", diff, commands, result: { ...base, changed: true, force, remove } };
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  return concludeDeed(predicted, output, (fields) => ({ ...accountResult(fields), ...keyResult(fields) }));
}

function accountResult(fields: Fields): { [key: string]: string | number } {
  const account = accountOf(fields.line("entry") ?? "");
  if (account === undefined) return {};
  const { uid, gid: group, comment, home, shell } = account;
  return { uid, group, comment, home, shell };
}

function keyResult(fields: Fields): { [key: string]: string | null } {
  const path = fields.raw("key");
  if (path === undefined) return {};
  const { text, fingerprint } = keyTexts(fields);
  return { ssh_key_file: path, ssh_public_key: text ?? null, ssh_fingerprint: fingerprint ?? "" };
}
