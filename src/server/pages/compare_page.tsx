// The page of what changed from one iteration to another: what was seen, and what was done.
import type { Child } from "hono/jsx";
import type { ActionRow, IterationRow } from "../../ports/archive.ts";
import type { ActionChange, SeenChange } from "../../words/compare_iterations.ts";
import { iterationWhy } from "../../words/iteration_why.ts";
import { actionOutcome, iterationOutcome } from "../../words/outcomes.ts";
import { comparedIterations, MOST_COMPARED } from "../compared_iterations.ts";
import { findIteration } from "./find_iteration.ts";
import { jsonText, line } from "./parts/cut.ts";
import { diffLines } from "./parts/diff_lines.ts";
import { DiffBox } from "./parts/diff.tsx";
import { Empty } from "./parts/empty.tsx";
import { Head } from "./parts/head.tsx";
import { HostLink } from "./parts/host_link.tsx";
import { Panel } from "./parts/panel.tsx";
import { Status } from "./parts/status.tsx";
import { Cell, Table } from "./parts/table.tsx";
import { Moment, Took } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Differences that are drawn, lines of one. */
const MOST_LOOKS = 40;
const LINES = 120;

/** Undefined where one of them is not there. */
export async function comparePage(visit: Visit): Promise<View | undefined> {
  const [from, to] = await Promise.all([findIteration(visit, "from"), findIteration(visit, "to")]);
  if (from === undefined || to === undefined) return undefined;
  const { loop } = from;
  const both = [from.iteration, to.iteration];
  const { seen, actions, whole, done } = await comparedIterations(visit.world, from.iteration, to.iteration);
  const boxes = await Promise.all(seen.slice(0, MOST_LOOKS).map(lookBox));
  const name = line(loop.name, 120) || `loop ${loop.id}`;
  const title = `From iteration ${from.iteration.n} to ${to.iteration.n}`;
  return {
    title,
    section: "loops",
    live: `loop:${loop.id}`,
    body: (
      <>
        <Head title={title} crumbs={[{ path: "/", name: "Loops" }, { path: `/loops/${loop.id}`, name }]}>
          <a class="button" href={`/loops/${loop.id}/compare/${to.iteration.n}/${from.iteration.n}`}>
            The other way round
          </a>
        </Head>
        <div class="stack">
          <Both loop={loop.id} both={both} />
          <Panel id="done" title="What was done" flush>
            {actions.length === 0
              ? (
                <Empty
                  title={done === 0 ? "Nothing was done in either" : "The same was done, and came out the same"}
                />
              )
              : <Actions rows={actions} n={[from.iteration.n, to.iteration.n]} />}
            {whole ? null : <p class="dim">Only the first {MOST_COMPARED} actions of each are compared.</p>}
          </Panel>
          <Panel id="seen" title="What was seen">
            {boxes.length === 0 ? <p class="dim">The same was seen in both.</p> : (
              <>
                {boxes}
                {seen.length > boxes.length ? <p class="dim">{seen.length - boxes.length} more that differ</p> : null}
              </>
            )}
          </Panel>
        </div>
      </>
    ),
  };
}

async function lookBox({ host, look, before, after }: SeenChange): Promise<Child> {
  const header = `${host}: ${look ?? "tasks"}`;
  const texts = { before: jsonText(before), after: jsonText(after) };
  return <DiffBox header={header} lines={await diffLines({ header, ...texts }, LINES)} />;
}

function Both({ loop, both }: { loop: number; both: readonly IterationRow[] }) {
  return (
    <Panel id="both" title="Both" flush>
      <Table
        caption="The two iterations"
        columns={[{ name: "#" }, { name: "Came out" }, { name: "Why" }, { name: "Began (UTC)" }, {
          name: "Took",
          right: true,
        }]}
      >
        {both.map((row) => (
          <tr>
            <Cell of="#" is="main short">
              <a href={`/loops/${loop}/iterations/${row.n}`}>{row.n}</a>
            </Cell>
            <Cell of="Came out">
              <Status of={iterationOutcome(row)} plain />
            </Cell>
            <Cell of="Why" is="grow">
              <span class="clamp">{line(iterationWhy(row), 300)}</span>
            </Cell>
            <Cell of="Began (UTC)">
              <Moment at={row.createdAt} />
            </Cell>
            <Cell of="Took" right>
              <Took from={row.createdAt} to={row.completedAt} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

function Actions({ rows, n: [from, to] }: {
  rows: readonly ActionChange[];
  n: [number, number];
}) {
  return (
    <Table
      caption="Actions that differ"
      columns={[{ name: "Host" }, { name: "Task" }, { name: `In ${from}` }, { name: `In ${to}` }]}
      list
    >
      {rows.map(({ before, after }) => {
        const row = (after ?? before)!;
        const alike = before !== null && after !== null && actionOutcome(before) === actionOutcome(after);
        return (
          <tr id={`compared-${row.id}`} data-row>
            <Cell of="Host">{row.host === null ? "?" : <HostLink host={row.host} most={60} />}</Cell>
            <Cell of="Task" is="main">
              <a href={`/actions/${row.id}`} data-open>{line(row.name ?? row.module, 200)}</a>
              <small>
                {line(row.module, 60)}
                {alike ? `, ${howOtherwise(before, after)}` : ""}
              </small>
            </Cell>
            <Cell of={`In ${from}`}>
              <CameOut row={before} />
            </Cell>
            <Cell of={`In ${to}`}>
              <CameOut row={after} />
            </Cell>
          </tr>
        );
      })}
    </Table>
  );
}

/** What two actions that came out alike differ in. */
function howOtherwise(before: ActionRow, after: ActionRow): string {
  if (before.rc !== after.rc) return "another exit status";
  if (before.verdict !== after.verdict) return "judged otherwise";
  return jsonText(before.params) === jsonText(after.params) ? "another difference" : "called otherwise";
}

function CameOut({ row }: { row: ActionRow | null }) {
  if (row === null) return <span class="dim">not done</span>;
  return (
    <a href={`/actions/${row.id}`}>
      <Status of={actionOutcome(row)} plain />
    </a>
  );
}
