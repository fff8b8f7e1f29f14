// Where a loop stands, as facts: runs, times, who works on it, what it cost.
import type { DecisionCount, DriftCount } from "../../../ports/archive.ts";
import type { LoopLine } from "../../../ports/survey.ts";
import { decidedWords } from "../../../words/decision_words.ts";
import { workerGone } from "../../../words/loop_standing.ts";
import { modeWords } from "../../../words/loop_terms.ts";
import { ownerWords } from "../../../words/owner_words.ts";
import { line } from "../parts/cut.ts";
import { type Fact, Facts } from "../parts/facts.tsx";
import { HostCounts } from "../parts/host_counts.tsx";
import { hereOf, Ready } from "../parts/standing.tsx";
import { Status } from "../parts/status.tsx";
import { Time } from "../parts/time.tsx";
import type { Visit } from "../view.ts";

/** `drifts`: all that were found; `decisions`: of a goal in words. */
export function StandingFacts({ row, visit, drifts, decisions }: {
  row: LoopLine;
  visit: Visit;
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
    ["Hosts", <HostCounts hosts={hosts} />],
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
    ["Runs", line(modeWords(loop), 120)],
    ["Run", String(loop.run)],
    ["Last run", loop.lastRunAt === null ? null : <Time at={loop.lastRunAt} now={now} />],
    ["Next run", comes ? <Time at={next} now={now} as="until" /> : null],
    ["Failures", failures > 0 ? `${failures} in a row` : null],
    [
      "Worked on by",
      leaseOwner === null ? null : gone
        ? (
          <>
            nobody: {line(ownerWords(leaseOwner), 80)} went away <Time at={leaseExpiresAt} now={now} />
          </>
        )
        : line(ownerWords(leaseOwner), 80),
    ],
    ["Decisions", decisions === undefined ? null : line(decidedWords(decisions), 300)],
  ];
  return <Facts facts={facts} />;
}
