// Iterations as rows: what was decided by whom, how it came out, how long it took.
import type { IterationRow } from "../../../ports/archive.ts";
import { deciderName } from "../../../words/decision_words.ts";
import type { DeciderName } from "../../../words/deciders_by_name.ts";
import { iterationWhy } from "../../../words/iteration_why.ts";
import { iterationOutcome, tallySums } from "../../../words/outcomes.ts";
import { line } from "../parts/cut.ts";
import { Status } from "../parts/status.tsx";
import { Cell, type Column, Table } from "../parts/table.tsx";
import { Time, Took } from "../parts/time.tsx";

/** In the order they come. `asking`: ids of those whose question is open; `live`: somebody is at the newest. */
export function IterationsTable({ loop, rows, deciders, asking, now, live }: {
  loop: number;
  rows: readonly IterationRow[];
  deciders: ReadonlyMap<number, DeciderName>;
  asking: ReadonlySet<number>;
  now: number;
  live: boolean;
}) {
  const steps = rows.some(({ increment }) => increment !== null);
  // Passes of playbooks rarely say anything: then there is no column for it.
  const told = rows.some(({ repeats, error, reasoning }) => repeats > 1 || error !== null || reasoning !== null);
  const columns: Column[] = [
    { name: "#", right: true },
    { name: "Came out" },
    ...(told ? [{ name: "Why" }] : []),
    { name: "Decided by", wide: true },
    { name: "Tasks" },
    { name: "Run", right: true, wide: true },
    ...(steps ? [{ name: "Step", right: true, wide: true }] : []),
    { name: "Started" },
    { name: "Took", right: true },
  ];
  return (
    <Table caption="Iterations, newest first" columns={columns} list>
      {rows.map((row) => (
        <Row
          {...{ row, loop, now, steps, told }}
          decider={deciders.get(row.id) ?? {}}
          asks={asking.has(row.id)}
          live={live && row === rows[0]}
        />
      ))}
    </Table>
  );
}

function Row({ row, loop, decider, asks, now, live, steps, told }: {
  row: IterationRow;
  loop: number;
  decider: DeciderName;
  asks: boolean;
  now: number;
  live: boolean;
  steps: boolean;
  told: boolean;
}) {
  const { n, repeats, lastAt, createdAt, completedAt, run, increment } = row;
  const quiet = repeats > 1;
  return (
    <tr id={`iteration-${n}`} data-row>
      <Cell of="#" right is="main short">
        <a href={`/loops/${loop}/iterations/${n}`} data-open>
          <span class="hidden">Iteration&nbsp;</span>
          {n}
        </a>
      </Cell>
      <Cell of="Came out" is="bare">
        <Status of={asks ? "asks" : iterationOutcome(row)} plain />
      </Cell>
      {told
        ? (
          <Cell of="Why" is="all grow">
            {quiet
              ? (
                <>
                  {repeats} quiet runs, the last one <Time at={lastAt} now={now} />
                </>
              )
              : <span class="clamp">{line(iterationWhy(row), 400)}</span>}
          </Cell>
        )
        : null}
      <Cell of="Decided by" wide>
        <span class="dim name" title={line(deciderName(row.decidedBy, decider), 400)}>
          {line(deciderName(row.decidedBy, decider), 80)}
        </span>
      </Cell>
      <Cell of="Tasks">
        <Tasks sums={tallySums(row.observations)} />
      </Cell>
      <Cell of="Run" right wide>{run ?? ""}</Cell>
      {steps ? <Cell of="Step" right wide>{increment ?? ""}</Cell> : null}
      <Cell of="Started">
        <Time at={createdAt} now={now} />
      </Cell>
      <Cell of="Took" right>
        {quiet ? null : <Took from={createdAt} to={completedAt} {...(live ? { now } : {})} />}
      </Cell>
    </tr>
  );
}

/** Words of a recap that need no mention where they are zero. */
const COUNTED = ["ok", "changed", "failed", "unreachable", "skipped"];

/** Tasks of all hosts together, as a recap counts them. */
function Tasks({ sums }: { sums: ReadonlyMap<string, number> }) {
  const shown = COUNTED.filter((name) => (sums.get(name) ?? 0) > 0);
  if (shown.length === 0) return null;
  return (
    <span class="sums">
      {shown.map((name) => (
        <span class={name === "ok" || name === "skipped" ? "dim" : `tone-${name === "changed" ? "changed" : "bad"}`}>
          <span class="num">{sums.get(name)}</span>&nbsp;{name}
        </span>
      ))}
    </span>
  );
}
