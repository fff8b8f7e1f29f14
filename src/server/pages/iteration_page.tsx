// The page of one iteration: what was decided and why, what was done, what was seen.
import type { IterationRow } from "../../ports/archive.ts";
import { deciderName } from "../../words/decision_words.ts";
import { decidersByName } from "../../words/deciders_by_name.ts";
import { workerGone } from "../../words/loop_standing.ts";
import { iterationOutcome } from "../../words/outcomes.ts";
import { findIteration } from "./find_iteration.ts";
import { actionDetails, ActionsTable } from "./iteration/actions_table.tsx";
import { Calls, Findings, Questions, Reasoning } from "./iteration/decided.tsx";
import { Seen } from "./iteration/seen.tsx";
import { Command, SameAs } from "./parts/command.tsx";
import { line } from "./parts/cut.ts";
import { Empty } from "./parts/empty.tsx";
import { Chips } from "./parts/filter.tsx";
import { Head } from "./parts/head.tsx";
import { Pager } from "./parts/pager.tsx";
import { Panel } from "./parts/panel.tsx";
import { afterOf } from "./parts/row_number.ts";
import { hereOf } from "./parts/standing.tsx";
import { Status } from "./parts/status.tsx";
import { Moment, Time, Took } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Actions of a page: each with its difference and what it printed. */
const ROWS = 40;
/** Kinds of status: rows of the original hold any text. */
const MOST_STATUSES = 10;
/** Questions of one iteration. */
const ASKED = 50;

/** Undefined where the loop has no iteration of that number. */
export async function iterationPage(visit: Visit): Promise<View | undefined> {
  const found = await findIteration(visit);
  if (found === undefined) return undefined;
  const { loop, iteration } = found;
  const { world: { archive, survey, type }, url, now } = visit;
  const { id, n } = iteration;
  const [parts, before, [after]] = await Promise.all([
    partsOf(visit, id),
    survey.iterationBefore(id),
    archive.iterations(loop.id, { after: { n, id }, limit: 1 }),
  ]);
  const { page, details, counts, calls, findings, prompts, observations } = parts;
  const decider = (await decidersByName(archive, [iteration])).get(id) ?? {};
  const live = iteration.completedAt === null && loop.status === "running" && !workerGone(hereOf(visit), loop);
  const name = line(loop.name, 120) || `loop ${loop.id}`;
  const narrowed = url.searchParams.has("status") || url.searchParams.has("host");
  return {
    title: `Iteration ${n} of ${name}`,
    section: "loops",
    live: `loop:${loop.id}`,
    body: (
      <>
        <Head
          title={`Iteration ${n}`}
          crumbs={[{ path: "/", name: "Loops" }, { path: `/loops/${loop.id}`, name }]}
          beside={<Status of={iterationOutcome(iteration)} />}
          under={<Under iteration={iteration} {...(live ? { now } : {})} />}
        >
          <Ways loop={loop.id} n={n} before={before} after={after} />
        </Head>
        <div class="stack">
          <Reasoning
            by={deciderName(iteration.decidedBy, decider)}
            reasoning={iteration.reasoning}
            error={iteration.error}
            failed={iterationOutcome(iteration) === "failed"}
          />
          <Questions prompts={prompts} now={now} />
          <Calls calls={calls} now={now} />
          <Findings results={findings} />
          {page.rows.length === 0 && !narrowed && !url.searchParams.has("after")
            ? <NoAction repeats={iteration.repeats} />
            : (
              <Panel id="actions" title="Actions" flush beside={<Narrow url={url} counts={counts} />}>
                {page.rows.length === 0
                  ? <Empty title="No action is like that" />
                  : <ActionsTable rows={page.rows} details={details} now={live ? now : undefined} />}
                <Pager url={url} next={page.next} what="actions" />
              </Panel>
            )}
          <Seen observations={observations} told={iteration.error ?? ""} />
          <div>
            <SameAs text={type(`history ${loop.id} --actions`)} />
            {calls.length === 0 ? null : (
              <p class="same-as">
                <span class="dim">What the model read:</span> <Command text={type(`show ${loop.id} --brief ${n}`)} />
              </p>
            )}
          </div>
        </div>
      </>
    ),
  };
}

async function partsOf({ world: { archive, survey }, url }: Visit, id: number) {
  const status = url.searchParams.get("status") ?? "";
  const host = url.searchParams.get("host") ?? "";
  const [page, counts, calls, findings, open, answered, observations] = await Promise.all([
    survey.actions(id, {
      limit: ROWS,
      ...afterOf(url),
      ...(status === "" ? {} : { status }),
      ...(host === "" ? {} : { host }),
    }),
    survey.actionCounts(id),
    archive.modelCalls([id]),
    archive.ruleResults([id]),
    survey.prompts({ open: true, iteration: id, limit: ASKED }),
    survey.prompts({ open: false, iteration: id, limit: ASKED }),
    survey.observations(id),
  ]);
  const whole = page.rows.length === 0 ? [] : await archive.actions({ ids: page.rows.map((row) => row.id) });
  const details = await actionDetails(whole);
  return { page, counts, calls, findings, prompts: [...open.rows, ...answered.rows], observations, details };
}

function Under({ iteration: { run, increment, createdAt, completedAt, repeats, lastAt }, now }: {
  iteration: IterationRow;
  now?: number;
}) {
  return (
    <>
      {run === null ? null : `run ${run}, `}
      {increment === null ? null : `step ${increment}, `}
      began <Moment at={createdAt} /> UTC
      {repeats > 1
        ? (
          <>
            , {repeats} quiet runs like it up to <Moment at={lastAt} />
          </>
        )
        : completedAt === null && now !== undefined
        ? (
          <>
            , under way for <Time at={createdAt} now={now} as="since" />
          </>
        )
        : completedAt === null
        ? ", not ended"
        : (
          <>
            , took <Took from={createdAt} to={completedAt} />
          </>
        )}
    </>
  );
}

function Ways({ loop, n, before, after }: {
  loop: number;
  n: number;
  before: IterationRow | undefined;
  after: IterationRow | undefined;
}) {
  return (
    <>
      {before === undefined ? null : (
        <>
          <a class="button" href={`/loops/${loop}/compare/${before.n}/${n}`}>What changed since {before.n}</a>
          <a class="button" href={`/loops/${loop}/iterations/${before.n}`} rel="prev">← {before.n}</a>
        </>
      )}
      {after === undefined
        ? null
        : <a class="button" href={`/loops/${loop}/iterations/${after.n}`} rel="next">{after.n} →</a>}
    </>
  );
}

/** By status, those that there are; nothing where all are alike. */
function Narrow({ url, counts }: { url: URL; counts: { [status: string]: number } }) {
  const some = Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1).slice(0, MOST_STATUSES)
    .map(([status, count]) => ({ name: line(status, 30), value: status, count }));
  if (some.length < 2 && !url.searchParams.has("status")) return null;
  return <Chips url={url} word="status" label="Show actions" choices={[{ name: "all", value: null }, ...some]} />;
}

function NoAction({ repeats }: { repeats: number }) {
  return (
    <Panel id="actions" title="Actions">
      <p class="dim">
        {repeats > 1 ? "Nothing was done in any of these runs: everything was as wanted." : "Nothing was done in it."}
      </p>
    </Panel>
  );
}
