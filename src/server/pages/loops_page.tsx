// The page of all loops: where each stands, what it waits for, what it found.
import type { Counts, LoopLine, LoopOrder } from "../../ports/survey.ts";
import { needsWorker, wanted } from "../../words/loop_standing.ts";
import { modeWords } from "../../words/loop_terms.ts";
import { isDescending, loopFilter, startsDescending } from "./loops_query.ts";
import { line } from "./parts/cut.ts";
import { Empty } from "./parts/empty.tsx";
import { Chips, type Choice, Filter } from "./parts/filter.tsx";
import { Head } from "./parts/head.tsx";
import { HostCounts } from "./parts/host_counts.tsx";
import { Pager, pathWith } from "./parts/pager.tsx";
import { Cost, hereOf, Ready, Why } from "./parts/standing.tsx";
import { Status } from "./parts/status.tsx";
import { Cell, type Column, Table } from "./parts/table.tsx";
import { Time } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Throws InputError for a query that makes no sense. */
export async function loopsPage(visit: Visit): Promise<View> {
  const { world, url } = visit;
  const [page, counts, workers] = await Promise.all([
    world.survey.loops(loopFilter(url)),
    world.survey.counts(),
    world.queue.workers(),
  ]);
  const none = page.rows.length === 0;
  // Where no model was asked there is nothing to tell of its cost.
  const costs = page.rows.some(({ costUsd }) => costUsd !== null);
  return {
    title: "Loops",
    section: "loops",
    body: (
      <>
        <Head title="Loops">
          {visit.visitor.role === "read" ? null : <a class="button first" href="/loops/new">New loop</a>}
        </Head>
        <div class="bar">
          <Chips url={url} word="show" label="Show loops" choices={choices(counts)} />
          <Filter url={url} label="Search name, goal, file, reason" keep={["show", "sort", "way", "mode"]} />
        </div>
        <section class="panel flush" aria-label="Loops" id="loops">
          {none ? <None visit={visit} counts={counts} /> : (
            <Table caption="Loops" columns={columns(url, costs)} list>
              {page.rows.map((row) => <Row row={row} visit={visit} workers={workers.length} costs={costs} />)}
            </Table>
          )}
          <Pager url={url} next={page.next} what="loops" />
        </section>
      </>
    ),
  };
}

function choices({ loops, openPrompts, openDrifts }: Counts): Choice[] {
  const ended = loops.completed + loops.failed + loops.cancelled;
  const all = Object.values(loops).reduce((sum, count) => sum + count, 0);
  const some: Choice[] =
    (["running", "waiting", "pending", "paused", "blocked", "failed", "completed", "cancelled"] as const)
      .map((status) => ({
        name: status,
        value: status,
        count: loops[status],
        bad: status === "failed" || status === "blocked",
      }));
  return [
    { name: "under way", value: null, count: all - ended },
    ...(openPrompts > 0 ? [{ name: "asking", value: "asking" }] : []),
    ...(openDrifts > 0 ? [{ name: "drift", value: "drift" }] : []),
    ...some.filter(({ count }) => count !== 0),
    { name: "all", value: "all", count: all },
  ];
}

function columns(url: URL, costs: boolean): Column[] {
  const sorted = (name: string, order: LoopOrder, more: Partial<Column> = {}): Column => {
    const mine = (url.searchParams.get("sort") ?? "id") === order;
    const down = isDescending(url.searchParams, order);
    const next = mine ? !down : startsDescending(order);
    return {
      name,
      ...more,
      sort: {
        path: pathWith(url, { sort: order, way: next ? "down" : "up", after: null }),
        now: mine ? (down ? "descending" : "ascending") : undefined,
      },
    };
  };
  return [
    sorted("#", "id", { right: true }),
    sorted("Loop", "name"),
    sorted("Status", "status"),
    { name: "Ready" },
    { name: "Hosts" },
    sorted("Drift", "drift", { right: true }),
    sorted("Last run", "last"),
    sorted("Next", "next"),
    { name: "Runs", wide: true },
    ...(costs ? [sorted("Cost", "cost", { right: true, wide: true })] : []),
  ];
}

function Row({ row, visit, workers, costs }: { row: LoopLine; visit: Visit; workers: number; costs: boolean }) {
  const { loop, hosts, openDrifts, costUsd } = row;
  const here = hereOf(visit);
  const path = `/loops/${loop.id}`;
  const aim = line(wanted(here, loop), 160);
  return (
    <tr id={`loop-${loop.id}`} data-row>
      <Cell of="#" right is="id dim">{loop.id}</Cell>
      <Cell of="Loop" is="main">
        <a href={path} data-open>{line(loop.name, 100) || `loop ${loop.id}`}</a>
        {loop.options?.dryRun ? <span class="tag">dry run</span> : null}
        {aim === "" || aim === loop.name ? null : <small class="clamp">{aim}</small>}
      </Cell>
      <Cell of="Status" is="standing">
        <Status of={loop.status} />
        <small>
          <Why row={row} visit={visit} workers={workers} />
        </small>
      </Cell>
      <Cell of="Ready">
        <Ready row={row} now={visit.now} />
      </Cell>
      <Cell of="Hosts">
        <HostCounts hosts={hosts} />
      </Cell>
      <Cell of="Drift" right>
        {openDrifts === 0 ? <span class="dim">0</span> : (
          <a href={`/drift?loop=${loop.id}`} class="tone-changed">
            <strong>{openDrifts}</strong>
          </a>
        )}
      </Cell>
      <Cell of="Last run">
        <Time at={lastOf(row)} now={visit.now} />
      </Cell>
      <Cell of="Next">
        <Next row={row} visit={visit} workers={workers} />
      </Cell>
      <Cell of="Runs" wide>
        <span class="dim">{line(modeWords(loop), 80)}</span>
      </Cell>
      {costs
        ? (
          <Cell of="Cost" right wide>
            <Cost usd={costUsd} />
          </Cell>
        )
        : null}
    </tr>
  );
}

function lastOf({ loop: { lastRunAt }, iteration }: LoopLine): string | null {
  return lastRunAt ?? iteration?.lastAt ?? iteration?.completedAt ?? iteration?.createdAt ?? null;
}

function Next({ row: { loop }, visit, workers }: { row: LoopLine; visit: Visit; workers: number }) {
  const { status, nextRunAt, suspension } = loop;
  const at = status === "paused" ? suspension?.until ?? null : nextRunAt;
  if (status !== "paused" && status !== "waiting" && status !== "pending") return null;
  if (at !== null && Date.parse(at) > visit.now) return <Time at={at} now={visit.now} as="until" />;
  if (status === "paused") return null;
  return workers === 0 && needsWorker(hereOf(visit), loop) ? <span class="dim">needs a worker</span> : <span>now</span>;
}

function None({ visit: { url, world }, counts }: { visit: Visit; counts: Counts }) {
  const all = Object.values(counts.loops).reduce((sum, count) => sum + count, 0);
  if (all === 0) {
    return (
      <Empty title="No loop yet" command={world.type("submit -f site.yml")}>
        A loop keeps hosts as a playbook or a few words describe them.{" "}
        <a href="/loops/new">Submit the first one</a>, or type:
      </Empty>
    );
  }
  const narrowed = url.searchParams.has("q") || url.searchParams.has("show") || url.searchParams.has("mode");
  return (
    <Empty title={narrowed ? "No loop is like that" : "No loop is under way"}>
      <a href="/?show=all">All {all} loops</a>, or <a href="/loops/new">a new one</a>
    </Empty>
  );
}
