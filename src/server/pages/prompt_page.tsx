// The page of one question: all of it, its answer, and what came after.
import type { ActionRow, IterationRow } from "../../ports/archive.ts";
import type { InboxRow } from "../../ports/survey.ts";
import { actionOutcome } from "../../words/outcomes.ts";
import { takesComment } from "../../words/read_answer.ts";
import { visible } from "../../words/visible.ts";
import { cut, line } from "./parts/cut.ts";
import { Command } from "./parts/command.tsx";
import { Facts } from "./parts/facts.tsx";
import { Head } from "./parts/head.tsx";
import { HostLink } from "./parts/host_link.tsx";
import { Panel } from "./parts/panel.tsx";
import { promptName, PromptPlace } from "./parts/prompt_card.tsx";
import { PromptForm } from "./parts/prompt_form.tsx";
import { fitsAPage, PromptText } from "./parts/prompt_text.tsx";
import { rowNumber } from "./parts/row_number.ts";
import { Status } from "./parts/status.tsx";
import { Cell, Table } from "./parts/table.tsx";
import { Moment, Time } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Iterations after it, and actions of them all, that are told of. */
const AFTER = 2;
const ACTIONS = 30;

/** Undefined where there is no such question. */
export async function promptPage(visit: Visit): Promise<View | undefined> {
  const { world: { archive }, params } = visit;
  const id = rowNumber(params["prompt"]);
  const [prompt] = id === undefined ? [] : await archive.prompts({ ids: [id] });
  if (prompt === undefined) return undefined;
  const [loop, [iteration]] = await Promise.all([
    archive.loop(prompt.loop),
    prompt.iteration === null ? [] : archive.iterationsById([prompt.iteration]),
  ]);
  if (loop === undefined) return undefined;
  const row: InboxRow = { ...prompt, loopName: loop.name, loopStatus: loop.status, n: iteration?.n ?? null };
  const open = row.status === "pending";
  return {
    title: promptName(row),
    section: "inbox",
    live: `loop:${row.loop}`,
    body: (
      <>
        <Head
          title={promptName(row)}
          crumbs={[{ path: "/inbox", name: "Inbox" }]}
          beside={<Status of={open ? "open" : row.status} />}
          under={<PromptPlace row={row} iteration={iteration} />}
        />
        <div class="stack">
          <Panel
            id="asked"
            title="What is asked"
            beside={
              <span>
                asked <Time at={row.createdAt} now={visit.now} />
              </span>
            }
          >
            <div class="stack">
              <PromptText row={row} whole />
              {fitsAPage(row) || !takesComment(row)
                ? <PromptForm row={row} visit={visit} />
                : <TooLong row={row} visit={visit} />}
            </div>
          </Panel>
          {open ? null : <Answer row={row} now={visit.now} />}
          {open || iteration === undefined ? null : await After({ iteration, loop: row.loop, visit })}
        </div>
      </>
    ),
  };
}

/** Nobody says yes here to what is not in sight here. */
function TooLong({ row, visit: { world } }: { row: InboxRow; visit: Visit }) {
  return (
    <p>
      It is too long to be all in sight here. Read it and answer by hand:{" "}
      <Command text={world.type(`prompts ${row.loop}`)} />
    </p>
  );
}

function Answer({ row, now }: { row: InboxRow; now: number }) {
  const { status, response, comment, answeredBy, answeredAt } = row;
  return (
    <Panel id="answer" title="The answer">
      <Facts
        facts={[
          ["answer", status === "answered" ? cut(visible(response || "(go on)"), 8000) : "withdrawn without an answer"],
          ["because", comment === undefined ? null : cut(visible(comment), 8000)],
          ["by", answeredBy === null ? null : line(answeredBy)],
          ["the loop is", <Status of={row.loopStatus} plain />],
          [
            "when",
            answeredAt === null ? null : (
              <>
                <Moment at={answeredAt} />{" "}
                <span class="dim">
                  (<Time at={answeredAt} now={now} />)
                </span>
              </>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

/** What the loop did with it. */
async function After({ iteration, loop, visit }: { iteration: IterationRow; loop: number; visit: Visit }) {
  const { archive, survey } = visit.world;
  const { n, id } = iteration;
  const after = await archive.iterations(loop, { after: { n, id }, limit: AFTER });
  const shown = [iteration, ...after];
  const pages = await Promise.all(shown.map(({ id }) => survey.actions(id, { limit: ACTIONS })));
  const actions = pages.flatMap(({ rows }) => rows).slice(0, ACTIONS);
  const more = pages.some(({ next }) => next !== null) || pages.flatMap(({ rows }) => rows).length > ACTIONS;
  return (
    <Panel
      id="after"
      title="What came of it"
      flush
      beside={
        <span>
          {shown.map((each, at) => (
            <>
              {at === 0 ? "" : ", "}
              <a href={`/loops/${loop}/iterations/${each.n}`}>iteration {each.n}</a>
            </>
          ))}
        </span>
      }
    >
      {actions.length === 0
        ? <p class="dim">{after.length === 0 ? "The loop has not gone on yet." : "Nothing was done on any host."}</p>
        : (
          <Table
            caption="Actions after the answer"
            columns={["Action", "Host", "Came out", "When"].map((name) => ({ name }))}
          >
            {actions.map((action) => <AfterRow action={action} now={visit.now} />)}
          </Table>
        )}
      {more ? <p class="dim">There are more, in the iterations.</p> : null}
    </Panel>
  );
}

function AfterRow({ action, now }: { action: ActionRow; now: number }) {
  const { id, name, module, host, startedAt, completedAt, n } = action;
  return (
    <tr id={`action-${id}`}>
      <Cell of="Action" is="main">
        <a href={`/actions/${id}`}>{line(name ?? module, 120)}</a>
        <small>
          {line(module, 60)}, iteration {n}
        </small>
      </Cell>
      <Cell of="Host">
        {host === null ? null : <HostLink host={host} most={80} />}
      </Cell>
      <Cell of="Came out">
        <Status of={actionOutcome(action)} plain />
      </Cell>
      <Cell of="When">
        <Time at={completedAt ?? startedAt} now={now} />
      </Cell>
    </tr>
  );
}
