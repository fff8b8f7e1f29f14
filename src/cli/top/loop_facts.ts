// What is known of a loop, in a few lines above its log.
import type { LoopLine } from "../../ports/survey.ts";
import { money } from "../../words/decision_words.ts";
import { lastBegun, lastRun, nextTime, wanted } from "../../words/loop_standing.ts";
import { modeOfFlags } from "../../words/loop_terms.ts";
import { oneLine } from "../../words/visible.ts";
import { paint } from "../writer.ts";
import { reasonOf, standingOf, styleOf } from "./loop_cells.ts";
import { cut } from "./painted.ts";
import type { TopWorld } from "./view.ts";

/** The lines, the more important ones first; none wider than the screen. */
export function loopFacts(world: TopWorld, line: LoopLine, columns: number): string[] {
  const { loop, hosts, openDrifts, costUsd, prompts } = line;
  const standing = standingOf(world, line);
  const style = styleOf(loop.status);
  const status = style === undefined ? loop.status : paint(style, loop.status);
  const next = nextTime(world, loop);
  const facts: [string, string][] = [
    ["status", [status, oneLine(reasonOf(world, standing))].filter((part) => part !== "").join(": ")],
    ...prompts.slice(loop.status === "paused" && loop.suspension === null ? 1 : 0, 4)
      .map(({ id, text }): [string, string] => ["question", `${id}: ${oneLine(text.split("\n")[0] ?? "")}`]),
    [
      "runs",
      [`run ${lastBegun(standing)}`, lastRun(world, standing), next === "" ? "" : `next ${next}`].filter(Boolean).join(
        "; ",
      ),
    ],
    ["wants", oneLine(wanted(world, loop))],
    ["mode", oneLine(modeOfFlags(loop))],
    ["hosts", hostWords(hosts)],
    ["drift", openDrifts === 0 ? "" : paint("changed", `${openDrifts} not put right`)],
    ["cost", costUsd === null ? "" : money(costUsd)],
  ];
  return facts.filter(([, fact]) => fact !== "")
    .map(([name, fact]) => cut(`${paint("faint", name.padEnd(8))} ${fact}`, columns));
}

function hostWords({ all, ok, changed, failed, unreachable }: LoopLine["hosts"]): string {
  const counts = [[ok, "ok"], [changed, "changed"], [failed, "failed"], [unreachable, "unreachable"]] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, how]) =>
    how === "failed" || how === "unreachable" ? paint("failed", `${count} ${how}`) : `${count} ${how}`
  );
  if (all === 0 && told.length === 0) return "";
  return [String(all), ...(told.length === 0 ? [] : [told.join(", ")])].join(": ");
}
