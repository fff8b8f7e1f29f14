// The page of who works: live workers and what they are at, what waits, how large the record is, what could not be told.
import type { NotificationRow } from "../../ports/archive.ts";
import type { WorkerRow } from "../../ports/queue.ts";
import type { LoopLine } from "../../ports/survey.ts";
import { durationText } from "../../words/duration_text.ts";
import { ownerWords } from "../../words/owner_words.ts";
import { sizeText } from "../../words/size_text.ts";
import { targetWords } from "../../words/target_words.ts";
import { line } from "./parts/cut.ts";
import { Empty } from "./parts/empty.tsx";
import { Facts } from "./parts/facts.tsx";
import { Head } from "./parts/head.tsx";
import { Panel } from "./parts/panel.tsx";
import { Status } from "./parts/status.tsx";
import { Cell, Table } from "./parts/table.tsx";
import { Time } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Loops at work, of one worker, and notifications that are looked through. */
const AT_WORK = 200;
const OF_ONE = 8;
const NOTIFICATIONS = 200;
const SHOWN = 20;

/** Workers oldest first. */
export async function workersPage(visit: Visit): Promise<View> {
  const { queue, survey, upkeep, archive, type, db } = visit.world;
  const [workers, running, sizes, measured, notifications] = await Promise.all([
    queue.workers(),
    survey.loops({ statuses: ["running"], limit: AT_WORK }),
    upkeep.sizes(),
    survey.measure(),
    archive.notifications({ limit: NOTIFICATIONS }),
  ]);
  const { due, longestDueSeconds } = measured;
  const failed = notifications.filter(({ status, lastError }) => status !== "delivered" && lastError !== null);
  return {
    title: "Workers",
    section: "workers",
    body: (
      <>
        <Head title="Workers" />
        <div class="stack">
          <Panel id="workers" title="At work" count={workers.length} flush>
            {workers.length === 0
              ? (
                <Empty title="No worker is running" command={type("worker")}>
                  Loops wait until there is one, and nothing is lost. This page only reads; a worker is a process of its
                  own
                </Empty>
              )
              : <Workers workers={workers} running={running.rows} now={visit.now} />}
          </Panel>
          <Panel id="queue" title="The queue and the record">
            <Facts
              facts={[
                [
                  "loops whose turn it is",
                  due === 0 ? "none waits" : `${due} ${due === 1 ? "waits" : "wait"} for a worker`,
                ],
                ["longest wait", due === 0 ? null : durationText(longestDueSeconds * 1000)],
                ["database", <span class="num">{sizeText(sizes.file)}</span>],
                ["its log", <span class="num">{sizeText(sizes.wal)}</span>],
                ["file", <code>{line(db, 300)}</code>],
              ]}
            />
          </Panel>
          <Untold rows={failed.toReversed()} now={visit.now} />
        </div>
      </>
    ),
  };
}

function Workers({ workers, running, now }: {
  workers: readonly WorkerRow[];
  running: readonly LoopLine[];
  now: number;
}) {
  const columns = ["Worker", "Since", "Heartbeat", "At once", "Loops at work"].map((name) => ({ name }));
  return (
    <Table caption="Workers" columns={columns}>
      {workers.map(({ name, startedAt, heartbeatAt, concurrency, working }) => {
        const own = running.filter(({ loop }) => loop.leaseOwner === name);
        return (
          <tr id={`worker-${encodeURIComponent(line(name).toWellFormed())}`}>
            <Cell of="Worker" is="main">
              <Status of="alive" word={ownerWords(name)} plain />
            </Cell>
            <Cell of="Since">
              <Time at={startedAt} now={now} as="since" />
            </Cell>
            <Cell of="Heartbeat">
              <Time at={heartbeatAt} now={now} />
            </Cell>
            <Cell of="At once">{concurrency} at most</Cell>
            <Cell of="Loops at work">
              {working === 0 ? <span class="dim">none now</span> : own.slice(0, OF_ONE).map(({ loop }, at) => (
                <>
                  {at === 0 ? "" : ", "}
                  <a href={`/loops/${loop.id}`}>{line(loop.name, 60)}</a>
                </>
              ))}
              {working > Math.min(own.length, OF_ONE)
                ? (
                  <span class="dim">
                    {own.length === 0 ? working : ` and ${working - Math.min(own.length, OF_ONE)} more`}
                  </span>
                )
                : null}
            </Cell>
          </tr>
        );
      })}
    </Table>
  );
}

/** Notifications that reached nobody, or not yet. */
function Untold({ rows, now }: { rows: readonly NotificationRow[]; now: number }) {
  if (rows.length === 0) return null;
  const columns = ["What", "To", "State", "Why", "When"].map((name) => ({ name }));
  return (
    <Panel id="untold" title="Notifications that failed" count={rows.length} flush>
      <Table caption="Notifications that failed" columns={columns}>
        {rows.slice(0, SHOWN).map(({ id, loop, kind, target, status, attempts, lastError, createdAt }) => (
          <tr id={`notification-${id}`}>
            <Cell of="What" is="main">
              {line(kind, 60)} <span class="dim">of</span> <a href={`/loops/${loop}`}>loop {loop}</a>
            </Cell>
            <Cell of="To">{line(targetWords(target), 160)}</Cell>
            <Cell of="State">
              <Status of={status} plain />
              <small>{attempts === 1 ? "tried once" : `tried ${attempts} times`}</small>
            </Cell>
            <Cell of="Why">{line(lastError ?? "", 300)}</Cell>
            <Cell of="When">
              <Time at={createdAt} now={now} />
            </Cell>
          </tr>
        ))}
      </Table>
      {rows.length > SHOWN ? <p class="dim">and {rows.length - SHOWN} more</p> : null}
    </Panel>
  );
}
