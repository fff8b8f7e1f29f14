// Module group: a group of the host.
import type { Command } from "../model/command.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import {
  ACCOUNTS,
  concludeDeed,
  entryDiff,
  type Family,
  familyOf,
  fieldProblem,
  MissingTool,
  reportEntry,
  toolCommand,
  type Tools,
  toolsOf,
} from "./accounts/account_tools.ts";
import { Fields } from "./scripts/fields.ts";
import { editGid } from "./accounts/group_line.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { quote } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "group",
  summary: "Makes and removes groups, and sets their number",
  parameters: {
    name: { type: "str", description: "The group.", required: true },
    gid: { type: "int", description: "Its number; the host chooses one without it." },
    state: {
      type: "str",
      description: "Whether it should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
    system: { type: "bool", description: "A new group gets a number of the system's.", default: false },
    local: {
      type: "bool",
      description: "Look in /etc/group only, and use libuser's lgroupadd, lgroupmod and lgroupdel.",
      default: false,
    },
    non_unique: { type: "bool", description: "gid may be another group's too.", default: false },
    force: {
      type: "bool",
      description: "Remove the group even if it is the primary one of a user.",
      default: false,
    },
    gid_min: { type: "int", description: "The least number that the host may choose for a new group." },
    gid_max: { type: "int", description: "The greatest number that the host may choose for a new group." },
  },
  requiredIf: [["non_unique", true, ["gid"]]],
  returns: {
    name: "The group",
    state: "The state that was asked for",
    gid: "Its number, where it is there",
    system: "What was asked for, where it is there",
    stdout: "What the host's program printed, where it did",
    stderr: "What it complained of, where it did",
  },
  example: `- name: Those who may deploy
  group:
    name: deploy
    gid: 1500
`,
  notes: ["Hosts without groupadd (Alpine) are served with busybox's addgroup and delgroup."],
};

/** The group, and who else has the number that it should get. */
export interface GroupFacts {
  tools: Tools;
  /** Its number; absent where there is no such group. */
  gid?: number;
  /** Another group with the wanted number. */
  taken?: string;
}

/** The module `group`. */
export function groupModule(): PlannedModule<GroupFacts> {
  return planned<GroupFacts>({
    doc,
    check,
    probe,
    plan(facts, params) {
      try {
        return plan(facts, params);
      } catch (error) {
        if (error instanceof MissingTool) return fail(error.message, { name: params.text("name") ?? "" });
        throw error;
      }
    },
    report: (predicted) => reportEntry("group", String(predicted.name)),
    conclude: (predicted, output) =>
      concludeDeed(predicted, output, (fields) => {
        const gid = gidOf(fields);
        return gid === undefined ? {} : { gid, system: predicted.system ?? false };
      }),
  });
}

function check(params: Params): string | undefined {
  const [min, max] = [params.has("gid_min"), params.has("gid_max")];
  if (params.flag("local") && (min || max)) return "gid_min and gid_max cannot be used with local";
  return params.text("state") === "present" ? fieldProblem("name", params.text("name")) : undefined;
}

async function probe(params: Params, call: ModuleCall): Promise<GroupFacts> {
  const name = quote(params.text("name") ?? "");
  const [local, gid] = [params.flag("local"), params.number("gid")];
  const tools = local ? "lgroupadd lgroupmod lgroupdel" : "groupadd groupmod groupdel addgroup delgroup";
  let script = `${ACCOUNTS}tools ${tools}\n${local ? `own /etc/group ${name}` : `entry group /etc/group ${name}`}
e entry "$l"\n`;
  if (gid !== undefined) {
    script += `x=$({ getent group || cat /etc/group; } 2>/dev/null | sed -n 's/^\\([^:]*\\):[^:]*:${gid}:.*/\\1/p')
e taken "$x"\n`;
  }
  const output = await (await call.shell()).run(["sh", "-c", script], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || "Cannot look at the host's groups");
  const fields = new Fields(output.stdout);
  const found = gidOf(fields);
  const taken = fields.line("taken")?.split("\n").find((other) => other !== "" && other !== params.text("name"));
  return {
    tools: toolsOf(fields),
    ...(found === undefined ? {} : { gid: found }),
    ...(taken === undefined ? {} : { taken }),
  };
}

function gidOf(fields: Fields): number | undefined {
  const gid = fields.line("entry")?.split(":")[2] ?? "";
  return /^\d+$/.test(gid) ? Number(gid) : undefined;
}

function plan(facts: GroupFacts, params: Params): Plan {
  const name = params.text("name") ?? "";
  const state = params.text("state") ?? "present";
  const family = familyOf(facts.tools, params.flag("local"), ["groupadd", "addgroup"]);
  const warnings = params.flag("local") && facts.gid === undefined
    ? { warnings: [`local: there is no group '${name}' in /etc/group; it may be kept elsewhere`] }
    : {};
  const base: ModuleResult = { changed: false, name, state, ...warnings };
  const change = (commands: Command[], diff: Record<string, string>[], result: ModuleResult): Plan => ({
    kind: "change",
    diff: [entryDiff(`group ${name}`, diff[0] ?? {}, diff[1] ?? {})],
    commands,
    result: { ...result, changed: true },
  });
  const now = facts.gid === undefined ? {} : { name, gid: String(facts.gid) };
  if (state === "absent") {
    if (facts.gid === undefined) return { kind: "same", result: base };
    return change([removal(facts, params, family)], [now, {}], base);
  }
  const wanted = params.number("gid");
  const after = { name, ...(wanted === undefined ? {} : { gid: String(wanted) }) };
  const system = { system: params.flag("system") };
  const given = wanted === undefined ? {} : { gid: wanted };
  const conflict = facts.taken !== undefined && facts.gid !== wanted && family !== "shadow"
    ? fail(`GID '${wanted}' already exists with group '${facts.taken}'`, { name })
    : undefined;
  if (facts.gid === undefined) {
    return conflict ?? change([creation(facts, params, family)], [{}, after], { ...base, ...system, ...given });
  }
  if (wanted === undefined || wanted === facts.gid) {
    return { kind: "same", result: { ...base, ...system, gid: facts.gid } };
  }
  if (conflict !== undefined) return conflict;
  const more = params.flag("non_unique") ? ["-o"] : [];
  const command = family === "busybox" ? editGid(name, facts.gid, wanted) : toolCommand(facts.tools, [
    family === "libuser" ? "lgroupmod" : "groupmod",
    "-g",
    String(wanted),
    ...more,
    "--",
    name,
  ]);
  return change([command], [now, after], { ...base, ...system, ...given });
}

function removal({ tools }: GroupFacts, params: Params, family: Family): Command {
  const tool = { shadow: "groupdel", busybox: "delgroup", libuser: "lgroupdel" }[family];
  const force = params.flag("force") && family === "shadow" ? ["-f"] : [];
  // busybox's delgroup takes no end of options.
  return toolCommand(tools, [tool, ...force, ...(family === "busybox" ? [] : ["--"]), params.text("name") ?? ""]);
}

function creation({ tools }: GroupFacts, params: Params, family: Family): Command {
  const tool = { shadow: "groupadd", busybox: "addgroup", libuser: "lgroupadd" }[family];
  const gid = params.number("gid");
  const limits = family === "shadow" ? ["gid_min", "gid_max"].filter((name) => params.has(name)) : [];
  const args = [
    ...(gid === undefined ? [] : ["-g", String(gid)]),
    ...(gid !== undefined && params.flag("non_unique") && family !== "busybox" ? ["-o"] : []),
    ...limits.flatMap((name) => ["-K", `${name.toUpperCase()}=${params.number(name)}`]),
    ...(params.flag("system") ? [family === "busybox" ? "-S" : "-r"] : []),
  ];
  return toolCommand(tools, [tool, ...args, "--", params.text("name") ?? ""]);
}
