// Where a loop stands, as facts: runs, times, who works on it, what it cost.
import type { ActionRow, DecisionCount, DriftCount } from "../../../ports/archive.ts";
import type { LoopLine } from "../../../ports/survey.ts";
import { decidedWords } from "../../../words/decision_words.ts";
import { endedSilently, lastBegun, workerGone } from "../../../words/loop_standing.ts";
import { modeWords } from "../../../words/loop_terms.ts";
import { ownerWords } from "../../../words/owner_words.ts";
import { runningWords } from "../../../words/running_words.ts";
import { Command } from "../parts/command.tsx";
import { line } from "../parts/cut.ts";
import { type Fact, Facts } from "../parts/facts.tsx";
import { HostCounts } from "../parts/host_counts.tsx";
import { hereOf, Ready } from "../parts/standing.tsx";
import { Status } from "../parts/status.tsx";
import { Time } from "../parts/time.tsx";
import type { Visit } from "../view.ts";

/** Tasks that run now. */
const MOST_RUNNING = 5;

/** `workers`: how many are alive; `running`: actions that run now; `drifts`: all that were found; `decisions`: of a goal in words. */
export function StandingFacts({ row, visit, workers, running, drifts, decisions }: {
  row: LoopLine;
  visit: Visit;
  workers: number;
  running: readonly ActionRow[];
  drifts: DriftCount;
  decisions: DecisionCount | undefined;
}) {
  const { loop, hosts, openDrifts } = row;
  const { now } = visit;
  const { leaseOwner, leaseExpiresAt, failures, status } = loop;
  const gone = workerGone(hereOf(visit), loop);
  const next = status === "paused" ? loop.suspension?.until ?? null : loop.nextRunAt;
  const comes = ["waiting", "pending", "paused"].includes(status) && next !== null;
  const { suspension } = loop;
  const facts: Fact[] = [
    // Said here too: where it also asks, the question stands in the place of the reason.
    ["Paused by", suspension === null ? null : line(`${suspension.by}: ${suspension.reason}`, 300)],
    ["Ready", <Ready row={row} now={now} />],
    ["Hosts", hosts.all === 0 ? null : <HostCounts hosts={hosts} />],
    [
      "Drift",
      openDrifts > 0
        ? (
          <a href={`/drift?loop=${loop.id}`}>
            <Status of="drift" word={`${openDrifts} open`} plain />
          </a>
        )
        : drifts.all === 0
        ? "none found"
        : (
          <>
            none open, <a href={`/drift?loop=${loop.id}`}>{drifts.all} put right</a>
          </>
        ),
    ],
    [
      "Worker",
      // What waits for one is told of above every page.
      workers > 0 || !["paused", "blocked"].includes(status) ? null : (
        <>
          none is running: <Command text={visit.world.type("worker")} />
        </>
      ),
    ],
    ["Runs", line(modeWords(loop), 120)],
    ["Run", String(lastBegun({ loop, iteration: row.iteration ?? undefined }))],
    ["Last run", loop.lastRunAt === null ? null : <Time at={loop.lastRunAt} now={now} />],
    ["Next run", comes ? <Time at={next} now={now} as="until" /> : null],
    ["Failures", failures > 0 ? `${failures} in a row` : null],
    [
      "Worked on by",
      leaseOwner === null ? null : endedSilently(hereOf(visit), loop)
        ? (
          <>
            nobody: {line(ownerWords(leaseOwner), 80)} ended without a word, its lease runs out{" "}
            <Time at={leaseExpiresAt} now={now} as="until" />
          </>
        )
        : gone
        ? (
          <>
            nobody: {line(ownerWords(leaseOwner), 80)} went away <Time at={leaseExpiresAt} now={now} />
          </>
        )
        : line(ownerWords(leaseOwner), 80),
    ],
    [gone ? "Was running" : "Running", running.length === 0 ? null : <Running running={running} now={now} />],
    ["Decisions", decisions === undefined ? null : line(decidedWords(decisions), 300)],
  ];
  return <Facts facts={facts} />;
}

/** Task by task: on 200 hosts it is a line, not 200. */
function Running({ running, now }: { running: readonly ActionRow[]; now: number }) {
  return (
    <>
      {runningWords(running).slice(0, MOST_RUNNING).map(({ name, hosts, actions: [first] }) => (
        <p>
          <a href={`/actions/${first!.id}`}>{line(name, 100)}</a> on {line(hosts, 200)},{" "}
          <Time at={first!.startedAt} now={now} as="since" />
        </p>
      ))}
    </>
  );
}
