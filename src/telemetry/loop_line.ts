// What one loop tells while a worker walks it, as a line of that worker.
import type { Event } from "../model/event.ts";
import type { Tally } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import { jsonText } from "../words/json_text.ts";
import { isBad } from "./bad_outcomes.ts";
import { answeredLine, askedLine, deciderWords, decisionWords, groupedLooks, refusedLine } from "./decision_lines.ts";
import type { Line } from "./line.ts";

type Result = Event & { kind: "result" };

/** The line; undefined for what is not worth one: what was as described already, and what its pass or its release says. */
export function loopLine(event: Event): Line | undefined {
  switch (event.kind) {
    case "iteration opened": {
      const { n, fresh, checkMode, part } = event;
      return {
        kind: event.kind,
        text: `pass ${n} completes the one that was cut short`,
        fields: { n, fresh, checkMode, ...(part === undefined ? {} : { part }) },
        machinesOnly: fresh,
      };
    }
    case "result":
      return resultLine(event);
    case "observed": {
      const { hosts, looks, failed } = event;
      const why = groupedLooks(failed);
      const text = `${failed.length} of ${looks} looks saw nothing: ${why.slice(0, 3).join("; ")}${
        why.length > 3 ? "; …" : ""
      }`;
      return { kind: event.kind, text, fields: { hosts, looks, failed }, machinesOnly: failed.length === 0 };
    }
    case "model asked": {
      const { model, attempt } = event;
      return { kind: event.kind, text: askedLine(event), fields: { model, attempt }, machinesOnly: true };
    }
    case "model answered": {
      const { model, ms, tokensIn, tokensOut, costUsd } = event;
      return {
        kind: event.kind,
        text: answeredLine(event),
        fields: { model, ms, tokensIn, tokensOut, costUsd },
      };
    }
    case "model refused": {
      const { model, problem } = event;
      return { kind: event.kind, text: refusedLine(event), fields: { model, problem } };
    }
    case "decided":
      return decidedLine(event);
    case "unproven": {
      const { why } = event;
      return { kind: event.kind, text: `not believed, because it is not seen: ${why.join("; ")}`, fields: { why } };
    }
    case "learned":
      return { kind: event.kind, text: `note: ${event.text.replaceAll("\n", "; ")}`, fields: { text: event.text } };
    case "settled": {
      const { id, host, name, state } = event;
      const text = `recovered: [${host}] ${name}: ${state}`;
      return { kind: event.kind, text, fields: { action: id, host, task: name, state } };
    }
    case "waiting for receipt": {
      const { id, host, name } = event;
      const text = `[${host}] ${name} runs on from before: its end is awaited`;
      return { kind: event.kind, text, fields: { action: id, host, task: name } };
    }
    case "iteration closed": {
      const { n, tally, converged } = event;
      const text = `pass ${n}${converged ? ", nothing to change" : ""}: ${tallyWords(Object.values(tally))}`;
      // A pass that waits for its hosts has walked nothing.
      const machinesOnly = Object.keys(tally).length === 0;
      return { kind: event.kind, text, fields: { n, converged, tally: countsOf(tally) }, machinesOnly };
    }
    default:
      return undefined;
  }
}

function decidedLine(event: Event & { kind: "decided" }): Line {
  const { by, decision, reasoning, rule, actions } = event;
  return {
    kind: event.kind,
    text: `decided by ${deciderWords(event)}: ${decisionWords(event)}: ${reasoning}`,
    fields: { by, ...(rule === undefined ? {} : { rule }), decision, reasoning, actions },
    urgent: decision === "blocked",
    // The end of its pass says that rules found nothing.
    machinesOnly: by === "rule" && decision === "converged",
  };
}

function resultLine(
  { id, host, name, module, item, label, outcome, ignored, rescued, recorded, noLog, result }: Result,
): Line | undefined {
  if (recorded || (outcome !== "changed" && outcome !== "would run" && !isBad(outcome))) return undefined;
  const shown = noLog ? undefined : label ?? item;
  const of = shown === undefined ? "" : ` (item=${jsonText(shown)})`;
  const msg = noLog ? "hidden, because no_log is set" : typeof result.msg === "string" ? result.msg.trimEnd() : "";
  const answered = ignored ? " (ignored)" : rescued ? " (rescued)" : "";
  return {
    kind: "result",
    text: `${outcome}: [${host}] ${name}${of}${answered}${msg === "" ? "" : ` => ${msg}`}`,
    fields: {
      action: id,
      host,
      task: name,
      module,
      outcome,
      ...(shown === undefined ? {} : { item: shown }),
      ...(msg === "" ? {} : { msg }),
      ...(ignored ? { ignored } : {}),
      ...(rescued ? { rescued } : {}),
    },
    urgent: isBad(outcome) && !ignored && !rescued,
  };
}

/** Counts of all hosts together, as a recap has them. */
function tallyWords(hosts: Tally[]): string {
  const sum = (count: keyof Tally) => hosts.reduce((total, tally) => total + tally[count], 0);
  const always = (["ok", "changed", "failed"] as const).map((count) => `${count}=${sum(count)}`);
  const others = (["unreachable", "skipped", "rescued", "ignored"] as const).filter((count) => sum(count) > 0);
  return [...always, ...others.map((count) => `${count}=${sum(count)}`)].join(" ");
}

function countsOf(tally: { [host: string]: Tally }): JsonObject {
  return Object.fromEntries(Object.entries(tally).map(([host, counts]) => [host, { ...counts }]));
}
