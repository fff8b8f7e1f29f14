// What was changed on a host, by whichever loop.
import type { HostChange } from "../../../ports/survey.ts";
import { actionOutcome } from "../../../words/outcomes.ts";
import { line } from "./cut.ts";
import { Empty } from "./empty.tsx";
import { Status } from "./status.tsx";
import { Cell, Table } from "./table.tsx";
import { Time } from "./time.tsx";

/** Newest first. */
export function HostChanges({ rows, now }: { rows: readonly HostChange[]; now: number }) {
  if (rows.length === 0) return <Empty title="Nothing was changed on it" />;
  return (
    <Table caption="Changes" columns={["Action", "Loop", "Came out", "When"].map((name) => ({ name }))} list>
      {rows.map(({ id, name, module, loop, loopName, n, startedAt, completedAt, ...outcome }) => (
        <tr id={`change-${id}`} data-row>
          <Cell of="Action" is="main">
            <a href={`/actions/${id}`} data-open>{line(name ?? module, 160)}</a>
            <small>{line(module, 60)}</small>
          </Cell>
          <Cell of="Loop">
            <a href={`/loops/${loop}`}>{line(loopName, 80)}</a>
            <small>
              <a href={`/loops/${loop}/iterations/${n}`}>iteration {n}</a>
            </small>
          </Cell>
          <Cell of="Came out">
            <Status of={actionOutcome(outcome)} plain />
          </Cell>
          <Cell of="When">
            <Time at={completedAt ?? startedAt} now={now} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
