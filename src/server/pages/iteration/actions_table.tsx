// Actions as rows, each with what it changed and printed, folded below it.
import type { Child } from "hono/jsx";
import type { Json } from "../../../model/json.ts";
import type { ActionRow } from "../../../ports/archive.ts";
import { actionMessage, actionOutcome } from "../../../words/outcomes.ts";
import { jsonText, line } from "../parts/cut.ts";
import { diffsOf } from "../parts/diff_lines.ts";
import { Diffs } from "../parts/diff.tsx";
import { HostLink } from "../parts/host_link.tsx";
import { Output } from "../parts/output.tsx";
import { Folded } from "../parts/panel.tsx";
import { Status } from "../parts/status.tsx";
import { Cell, type Column, Table } from "../parts/table.tsx";
import { Took } from "../parts/time.tsx";

/** Lines of a difference in a list. */
const LINES = 80;
/** Characters of an output in a list. */
const MOST_OUTPUT = 6000;

/** `details`: by an action's id, as `actionDetails` has them. `now`: where somebody is at it. */
export function ActionsTable({ rows, details, now }: {
  rows: readonly ActionRow[];
  details: ReadonlyMap<number, Child>;
  now?: number | undefined;
}) {
  const judged = rows.some(({ verdict }) => verdict !== null && verdict !== "allow");
  const columns: Column[] = [
    { name: "Host" },
    { name: "Task" },
    { name: "Module", wide: true },
    ...(judged ? [{ name: "Verdict" }] : []),
    { name: "Came out" },
    { name: "Said" },
    { name: "Took", right: true },
  ];
  return (
    <Table caption="Actions, in the order in which they were noted" columns={columns} list>
      {rows.map((row) => (
        <>
          <Row row={row} judged={judged} leads={details.has(row.id)} now={now} />
          {details.has(row.id)
            ? (
              <tr class="detail" id={`detail-${row.id}`}>
                <td colspan={columns.length} class="all bare">{details.get(row.id)}</td>
              </tr>
            )
            : null}
        </>
      ))}
    </Table>
  );
}

function Row(
  { row, judged, leads, now }: { row: ActionRow; judged: boolean; leads: boolean; now: number | undefined },
) {
  const { id, host, delegate, name, item, module, verdict, startedAt, completedAt, status, attempt } = row;
  return (
    <tr id={`action-${id}`} data-row class={leads ? "leads" : undefined}>
      <Cell of="Host">
        {host === null ? <span class="dim">?</span> : <HostLink host={host} most={60} />}
        {delegate === null ? null : <small>on {line(delegate, 60)}</small>}
      </Cell>
      <Cell of="Task" is="main">
        <a href={`/actions/${id}`} data-open>{line(name ?? module, 200) || `action ${id}`}</a>
        {item === null ? null : <small class="clamp">{line(itemText(item), 160)}</small>}
      </Cell>
      <Cell of="Module" wide>
        <span class="dim name">{line(module, 60)}</span>
      </Cell>
      {judged ? <Cell of="Verdict">{verdict === null ? null : <Status of={verdict} plain />}</Cell> : null}
      <Cell of="Came out">
        <Status of={actionOutcome(row)} plain />
        {attempt > 1 ? <small>attempt {attempt}</small> : null}
      </Cell>
      <Cell of="Said" is="grow">
        <span class="clamp">{line(actionMessage(row), 300)}</span>
      </Cell>
      <Cell of="Took" right>
        <Took from={startedAt} to={completedAt} {...(status === "running" && now !== undefined ? { now } : {})} />
      </Cell>
    </tr>
  );
}

function itemText(item: Json): string {
  return typeof item === "string" ? item : jsonText(item).replaceAll(/\s+/g, " ");
}

/** What each of them changed and printed, of those that did; made before the page is. */
export async function actionDetails(rows: readonly ActionRow[]): Promise<Map<number, Child>> {
  const made = await Promise.all(rows.map(async (row): Promise<[number, Child] | undefined> => {
    const detail = await detailOf(row);
    return detail === undefined ? undefined : [row.id, detail];
  }));
  return new Map(made.filter((one) => one !== undefined));
}

async function detailOf({ id, diff, stdout, stderr, status }: ActionRow): Promise<Child | undefined> {
  const outputs = [["printed", stdout], ["complained", stderr]] as const;
  const printed = outputs.filter(([, text]) => text !== null && text.trim() !== "");
  const differs = Array.isArray(diff) ? diff.length > 0 : diff !== null;
  if (!differs && printed.length === 0) return undefined;
  const diffs = differs ? await Diffs({ diff, most: LINES }) : null;
  const [first, ...others] = differs ? diffsOf(diff) : [];
  const what = first === undefined ? "what changes" : `what changes: ${line(first.header, 120)}`;
  const words = [
    ...(differs ? [others.length === 0 ? what : `${what} and ${others.length} more`] : []),
    ...(printed.length > 0 ? ["what it printed"] : []),
  ].join(", ");
  return (
    <Folded id={`action-${id}-more`} summary={words} open={status === "failed"}>
      {diffs}
      {printed.map(([name, text]) => (
        <Output
          id={`action-${id}-${name}`}
          name={name}
          text={text ?? ""}
          most={MOST_OUTPUT}
          whole={`/actions/${id}`}
          open={status === "failed"}
        />
      ))}
    </Folded>
  );
}
