// The page of one loop: where it stands, what it asks, what it did and when, what it is to bring about.
import type { LoopLine } from "../../ports/survey.ts";
import { decidersByName } from "../../words/deciders_by_name.ts";
import { isInWords } from "../../words/decision_words.ts";
import { workerGone } from "../../words/loop_standing.ts";
import { Aim } from "./loop/aim.tsx";
import { LoopHosts, Made, Steps, Told } from "./loop/beside.tsx";
import { IterationsTable } from "./loop/iterations_table.tsx";
import { LoopDeeds } from "./loop/loop_deeds.tsx";
import { StandingFacts } from "./loop/standing_facts.tsx";
import { line } from "./parts/cut.ts";
import { Empty } from "./parts/empty.tsx";
import { Head } from "./parts/head.tsx";
import { Pager } from "./parts/pager.tsx";
import { Panel } from "./parts/panel.tsx";
import { PromptCard } from "./parts/prompt_card.tsx";
import { afterOf, rowNumber } from "./parts/row_number.ts";
import { hereOf, Why } from "./parts/standing.tsx";
import { Status } from "./parts/status.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import type { View, Visit } from "./view.ts";

/** Iterations in the picture, rows of the list, questions in sight, notifications, actions that run. */
const DRAWN = 10;
const ROWS = 25;
const ASKED = 5;
const TOLD = 8;
const RUNNING = 200;

/** By its number or name. */
export async function loopPage(visit: Visit): Promise<View | undefined> {
  const { world: { archive, survey }, params, url, now } = visit;
  const found = await archive.find(params["loop"] ?? "");
  const row = found === undefined ? undefined : await survey.line(found.id);
  if (row === undefined) return undefined;
  const { loop } = row;
  const before = rowNumber(url.searchParams.get("before") ?? undefined);
  const [page, drawn, asked, beside, workers] = await Promise.all([
    survey.iterations(loop.id, { limit: ROWS, ...afterOf(url) }),
    survey.timeline(loop.id, { limit: DRAWN + 1, ...(before === undefined ? {} : { before }) }),
    survey.prompts({ open: true, loop: loop.id, limit: ASKED }),
    besideOf(visit, loop.id),
    visit.world.queue.workers(),
  ]);
  const of = [...new Set(asked.rows.flatMap(({ iteration }) => iteration === null ? [] : [iteration]))];
  const [deciders, asking, running, decisions] = await Promise.all([
    decidersByName(archive, page.rows),
    archive.iterationsById(of),
    row.iteration === null || loop.status !== "running"
      ? []
      : survey.actions(row.iteration.id, { limit: RUNNING, status: "running" }).then(({ rows }) => rows),
    isInWords(loop) ? archive.decisionCount(loop.id) : undefined,
  ]);
  const live = loop.status === "running" && !workerGone(hereOf(visit), loop);
  const newest = !url.searchParams.has("after");
  const name = line(loop.name, 160) || `loop ${loop.id}`;
  return {
    title: name,
    section: "loops",
    live: `loop:${loop.id}`,
    body: (
      <>
        <Head
          title={name}
          crumbs={[{ path: "/", name: "Loops" }]}
          beside={
            <>
              <Status of={loop.status} />
              {loop.options?.dryRun ? <span class="tag">dry run</span> : null}
              <span class="dim num">#{loop.id}</span>
            </>
          }
          under={asked.rows.length > 0 ? undefined : <Why row={row} visit={visit} workers={workers.length} />}
        >
          <LoopDeeds loop={loop} asks={asked.rows.length > 0} visit={visit} />
        </Head>
        <div class="stack">
          {asked.rows.map((prompt) => (
            <PromptCard
              row={prompt}
              iteration={asking.find(({ id }) => id === prompt.iteration)}
              visit={visit}
            />
          ))}
          {asked.next === null ? null : (
            <p>
              <a href={`/inbox?loop=${loop.id}`}>All of its open questions</a>
            </p>
          )}
          <div class="columns">
            <div class="stack">
              <Panel id="timeline" title="Timeline">
                {drawn.length === 0 ? <Nothing row={row} workers={workers.length} /> : (
                  <Timeline
                    {...{ now, live: live && before === undefined, url }}
                    loop={loop.id}
                    iterations={drawn.slice(0, DRAWN)}
                    earlier={drawn.length > DRAWN}
                  />
                )}
              </Panel>
              {page.rows.length === 0 ? null : (
                <Panel id="iterations" title="Iterations" flush>
                  <IterationsTable
                    loop={loop.id}
                    rows={page.rows}
                    {...{ deciders, now }}
                    live={live && newest}
                    asking={new Set(of)}
                  />
                  <Pager url={url} next={page.next} what="iterations" />
                </Panel>
              )}
            </div>
            <div class="stack">
              <Panel id="standing" title="Where it stands">
                <StandingFacts
                  {...{ row, visit, running, decisions }}
                  workers={workers.length}
                  drifts={beside.drifts}
                />
              </Panel>
              <Steps increments={beside.increments} run={loop.run} />
              <Aim loop={loop} sources={beside.sources} cwd={visit.world.cwd} />
              <LoopHosts hosts={beside.hosts} now={now} />
              <Made resources={beside.resources} />
              <Told notifications={beside.notifications} now={now} />
            </div>
          </div>
        </div>
      </>
    ),
  };
}

async function besideOf({ world: { archive, survey } }: Visit, loop: number) {
  const [increments, hosts, resources, notifications, sources, drifts] = await Promise.all([
    archive.increments(loop),
    archive.fleet({ loop }),
    archive.resources(loop),
    archive.notifications({ loop, limit: TOLD }),
    survey.sources(loop),
    archive.driftCount(loop),
  ]);
  return { increments, hosts, resources, notifications, sources, drifts };
}

function Nothing({ row: { loop }, workers }: { row: LoopLine; workers: number }) {
  const waits = loop.status === "pending" || loop.status === "waiting";
  return (
    <Empty title="It has not run yet">
      {!waits
        ? null
        : workers > 0
        ? "A worker takes it when its time has come."
        : "It waits for a worker, and none is running."}
    </Empty>
  );
}
