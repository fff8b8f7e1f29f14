// The page of one action: what it was to do, by whose leave, what it changed, printed and returned.
import type { ActionRow } from "../../ports/archive.ts";
import { memberOf } from "../../words/json_object.ts";
import { pathFromHere } from "../../words/path_from_here.ts";
import { workerGone } from "../../words/loop_standing.ts";
import { actionOutcome } from "../../words/outcomes.ts";
import { jsonText, line } from "./parts/cut.ts";
import { Diffs, hasDiffs } from "./parts/diff.tsx";
import { type Fact, Facts } from "./parts/facts.tsx";
import { Head } from "./parts/head.tsx";
import { HostLink } from "./parts/host_link.tsx";
import { Output, WHOLE } from "./parts/output.tsx";
import { Panel } from "./parts/panel.tsx";
import { rowNumber } from "./parts/row_number.ts";
import { hereOf } from "./parts/standing.tsx";
import { Status } from "./parts/status.tsx";
import { Moment, Took } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Lines of a difference where it is what the page is about. */
const LINES = 4000;

/** Undefined where there is none of that number. */
export async function actionPage(visit: Visit): Promise<View | undefined> {
  const { world: { archive }, params, now } = visit;
  const id = rowNumber(params["action"]);
  const [row] = id === undefined ? [] : await archive.actions({ ids: [id], whole: true });
  if (row === undefined) return undefined;
  const [iteration] = await archive.iterationsById([row.iteration]);
  const loop = await loopOfIteration(visit, row.iteration);
  const name = line(row.name ?? row.module, 200) || `action ${row.id}`;
  const live = row.status === "running" && loop?.status === "running" && !workerGone(hereOf(visit), loop);
  const diffs = row.diff === null || !hasDiffs(row.diff) ? null : await Diffs({ diff: row.diff, most: LINES });
  const way = loop === undefined ? [] : [
    { path: `/loops/${loop.id}`, name: line(loop.name, 80) || `loop ${loop.id}` },
    { path: `/loops/${loop.id}/iterations/${row.n}`, name: `iteration ${row.n}` },
  ];
  return {
    title: name,
    section: "loops",
    ...(loop === undefined ? {} : { live: `loop:${loop.id}` as const }),
    body: (
      <>
        <Head
          title={name}
          crumbs={[{ path: "/", name: "Loops" }, ...way]}
          beside={<Status of={actionOutcome(row)} />}
          under={row.host === null ? undefined : (
            <>
              on <HostLink host={row.host} />
              {row.delegate === null ? null : (
                <>
                  , done on <HostLink host={row.delegate} />
                </>
              )}
            </>
          )}
        />
        <div class="stack">
          <Panel id="facts" title="Action">
            <Facts facts={factsOf(row, visit, live ? now : undefined, iteration?.decidedBy ?? null)} />
          </Panel>
          {diffs === null ? null : <Panel id="diff" title="What changes">{diffs}</Panel>}
          <Printed row={row} />
          <Panel id="params" title="What it was called with">
            <Output id="params-text" name="parameters" text={jsonText(row.params)} most={WHOLE} open />
          </Panel>
          {row.result === null ? null : (
            <Panel id="result" title="What it returned">
              <Output id="result-text" name="result" text={jsonText(row.result)} most={WHOLE} />
            </Panel>
          )}
        </div>
      </>
    ),
  };
}

/** Actions know their iteration alone. */
async function loopOfIteration({ world: { archive, survey } }: Visit, iteration: number) {
  const loop = await survey.loopOf(iteration);
  return loop === undefined ? undefined : await archive.loop(loop);
}

function factsOf(row: ActionRow, { world }: Visit, now: number | undefined, by: string | null): Fact[] {
  const { id, module, verdict, rc, attempt, task, item, way, startedAt, completedAt } = row;
  return [
    ["Number", String(id)],
    ["Module", line(module, 80)],
    ["Verdict", verdict === null ? null : <Status of={verdict} plain />],
    ["Decided by", by === null ? null : line(by, 40)],
    ["Item", item === null ? null : line(jsonText(item).replaceAll(/\s+/g, " "), 400)],
    ["Place", task === null ? null : <span class="mono">{line(pathFromHere(task, world.cwd), 300)}</span>],
    ["Exit status", rc === null ? null : String(rc)],
    ["Attempt", attempt > 1 ? String(attempt) : null],
    ["Way in", way === null ? "this machine" : line(jsonText(way).replaceAll(/\s+/g, " "), 300)],
    ["Started (UTC)", <Moment at={startedAt} />],
    ["Ended (UTC)", completedAt === null ? null : <Moment at={completedAt} />],
    [
      "Took",
      startedAt === null ? null : <Took from={startedAt} to={completedAt} {...(now === undefined ? {} : { now })} />,
    ],
  ];
}

function Printed({ row: { id, stdout, stderr, result } }: { row: ActionRow }) {
  const msg = memberOf(result, "msg");
  const texts = [["message", typeof msg === "string" ? msg : null], ["printed", stdout], [
    "complained",
    stderr,
  ]] as const;
  const shown = texts.filter(([, text]) => text !== null && text.trim() !== "");
  if (shown.length === 0) return null;
  return (
    <Panel id="printed" title="What it said">
      <div class="stack">
        {shown.map(([name, text]) => (
          <Output
            id={`text-${name}`}
            name={name}
            text={text ?? ""}
            most={WHOLE}
            whole={`/api/v1/actions/${id}`}
            open
          />
        ))}
      </div>
    </Panel>
  );
}
