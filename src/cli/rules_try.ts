// rules test: what a rule would do about what a loop saw last.
import type { App, Seen } from "../app.ts";
import type { Action } from "../model/action.ts";
import type { Observations } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { Loop } from "../model/loop.ts";
import type { IterationRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { findRule } from "./find_rule.ts";
import { ago } from "../words/moment.ts";
import { Refusal } from "./refusal.ts";
import { table } from "./table.ts";
import { visible } from "../words/visible.ts";

/** Iterations that are looked through for one that looked. */
const LOOKED_THROUGH = 50;

/** Says of each host whether the condition holds, and what would be done. Nothing is looked at now and nothing is done. */
export async function tryRule(context: Context): Promise<Ending> {
  const { folder, rule } = await findRule(context);
  await using app = await openApp(context, { create: false });
  const named = context.words[1];
  const found = named === undefined
    ? await newest(app, ({ desiredState }) => folder.isFor(rule, desiredState ?? ""))
    : await lastLook(app, await findLoop({ ...context, words: [named] }, app));
  if (found === undefined) {
    throw new Refusal(
      named === undefined
        ? "No loop for which this rule is has looked at anything yet"
        : `The loop ${named} has looked at nothing that is on record`,
      {
        hint: `A goal in words looks first: ${context.type("run GOAL")}; loops are listed by ${
          context.type("status --all")
        }`,
        kind: "not found",
      },
    );
  }
  const { loop, row } = found;
  const { finding, meant, errors, actions } = folder.try(rule, await seenIn(app, found));
  const hosts = meant.map((host) => {
    const why = errors.find((each) => each.host === host)?.why ?? "";
    const outcome = why !== "" ? "not known" : finding.hosts.includes(host) ? "holds" : "does not hold";
    return { host, outcome, why };
  });
  const other = folder.isFor(rule, loop.desiredState ?? "")
    ? []
    : ["the loop has another goal: there the rule is not asked"];
  const would = actions.length === 0
    ? [finding.outcome === "error" ? `it would do nothing: ${finding.reasoning}` : "it would do nothing"]
    : [
      rule.status === "active" ? "it would do" : "once it is approved it would do",
      actionTable(actions, context.columns),
    ];
  return {
    exit: exitCode.done,
    data: toJson({ rule: rule.name, loop: loop.id, iteration: row.n, outcome: finding.outcome, hosts, actions }),
    text: visible([
      `${rule.name} on what loop ${loop.id} (${loop.name}) saw in iteration ${row.n}, ${
        ago(row.createdAt, context.io.clock.now())
      }`,
      table(
        [{ title: "HOST" }, { title: "CONDITION" }, { title: "WHY", flexible: true }],
        hosts.map(({ host, outcome, why }) => [host, outcome, why]),
        context.columns,
      ),
      ...would,
      ...other,
    ].join("\n")),
  };
}

function actionTable(actions: readonly Action[], columns: number | undefined): string {
  const rows = actions.map(({ host, name, module, params }) => [host, name, module, paramsText(params)]);
  const titles = [{ title: "HOST" }, { title: "ACTION" }, { title: "MODULE" }, { title: "PARAMETERS", flexible: true }];
  return table(titles, rows, columns);
}

function paramsText(params: JsonObject): string {
  return Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(" ");
}

interface Look {
  loop: Loop;
  row: IterationRow;
  observations: Observations;
}

/** The newest look of the newest loop that may be meant. */
async function newest(app: App, isMeant: (loop: Loop) => boolean): Promise<Look | undefined> {
  for (const loop of (await app.archive.loops({ all: true })).filter(isMeant).toReversed()) {
    const found = await lastLook(app, loop);
    if (found !== undefined) return found;
  }
}

async function lastLook(app: App, loop: Loop): Promise<Look | undefined> {
  for (const row of (await app.archive.iterations(loop.id, { last: LOOKED_THROUGH })).toReversed()) {
    const observations = row.observations as Observations | null;
    if (observations?.looks !== undefined) return { loop, row, observations };
  }
}

async function seenIn({ archive }: App, { loop, observations }: Look): Promise<Seen> {
  const [fleet, resources] = await Promise.all([
    archive.fleet({ loop: loop.id, facts: true }),
    archive.resources(loop.id),
  ]);
  return {
    goal: loop.desiredState ?? "",
    observations,
    state: {
      resources: resources.map(({ name, data }) => ({ name: String(name), data: (data ?? {}) as JsonObject })),
    },
    hosts: Object.keys(observations.looks ?? {}).map((name) => {
      const { groups = [], facts = null } = fleet.find(({ host }) => host === name) ?? {};
      return { name, groups, ...(facts === null ? {} : { facts }) };
    }),
  };
}
