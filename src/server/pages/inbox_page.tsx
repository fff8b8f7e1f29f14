// The page of all that waits for a human's word, and of what was said.
import type { IterationRow } from "../../ports/archive.ts";
import type { InboxRow, Paged } from "../../ports/survey.ts";
import { questionInLine } from "../../words/question_text.ts";
import { cut, line } from "./parts/cut.ts";
import { Empty } from "./parts/empty.tsx";
import { Head } from "./parts/head.tsx";
import { Pager, pathWith } from "./parts/pager.tsx";
import { Panel } from "./parts/panel.tsx";
import { asker, PromptCard, promptName } from "./parts/prompt_card.tsx";
import { afterOf, loopOf } from "./parts/row_number.ts";
import { Status } from "./parts/status.tsx";
import { Cell, Table } from "./parts/table.tsx";
import { Time } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Questions of a page: each may hold a long text. */
const OPEN = 15;
const ANSWERED = 20;

/** Open ones oldest first, then those that have an answer, newest first; of one loop where the query names it. */
export async function inboxPage(visit: Visit): Promise<View> {
  const { world: { survey, archive }, url } = visit;
  const loop = loopOf(url);
  const [open, answered] = await Promise.all([
    survey.prompts({ open: true, limit: OPEN, ...loop, ...afterOf(url) }),
    survey.prompts({ open: false, limit: ANSWERED, ...loop, ...afterOf(url, "earlier") }),
  ]);
  const of = [...open.rows, ...answered.rows].flatMap(({ iteration }) => iteration === null ? [] : [iteration]);
  const iterations = new Map((await archive.iterationsById([...new Set(of)])).map((row) => [row.id, row]));
  return {
    title: "Inbox",
    section: "inbox",
    body: (
      <>
        <Head title="Inbox" under={loop.loop === undefined ? undefined : <OfLoop loop={loop.loop} url={url} />} />
        <div class="stack">
          <Open open={open} iterations={iterations} visit={visit} />
          {answered.rows.length === 0 && answered.next === null && !url.searchParams.has("earlier")
            ? null
            : <Answered answered={answered} iterations={iterations} visit={visit} />}
        </div>
      </>
    ),
  };
}

function OfLoop({ loop, url }: { loop: number; url: URL }) {
  return (
    <>
      of <a href={`/loops/${loop}`}>loop {loop}</a> ·{" "}
      <a href={pathWith(url, { loop: null, after: null, earlier: null })}>of all loops</a>
    </>
  );
}

interface Shown {
  iterations: ReadonlyMap<number, IterationRow>;
  visit: Visit;
}

function Open({ open, iterations, visit }: Shown & { open: Paged<InboxRow> }) {
  const { url, world } = visit;
  if (open.rows.length === 0 && !url.searchParams.has("after")) {
    return (
      <section class="panel" aria-label="Open questions">
        <Empty title="Nobody waits for you" command={world.type("prompts --all")}>
          Questions of playbooks and models, and approvals that a policy asks for, come here as they are asked. Those
          that have an answer are also listed by
        </Empty>
      </section>
    );
  }
  return (
    <section aria-label="Open questions">
      <div class="prompts" data-list>
        {open.rows.map((row) => <PromptCard row={row} iteration={iterations.get(row.iteration ?? -1)} visit={visit} />)}
      </div>
      <Pager url={url} next={open.next} what="open questions" />
    </section>
  );
}

function Answered({ answered, iterations, visit }: Shown & { answered: Paged<InboxRow> }) {
  const columns = ["Question", "Loop", "Answer", "By", "When"].map((name) => ({ name }));
  return (
    <Panel id="answered" title="Answered" flush>
      <Table caption="Answered questions" columns={columns} list>
        {answered.rows.map((row) => (
          <AnsweredRow row={row} iteration={iterations.get(row.iteration ?? -1)} now={visit.now} />
        ))}
      </Table>
      <Pager url={visit.url} next={answered.next} name="earlier" what="answered questions" />
    </Panel>
  );
}

function AnsweredRow({ row, iteration, now }: { row: InboxRow; iteration: IterationRow | undefined; now: number }) {
  const { id, loop, loopName, status, response, comment, answeredBy, answeredAt, createdAt } = row;
  const who = asker(iteration?.decidedBy);
  return (
    <tr id={`answered-${id}`} data-row>
      <Cell of="Question" is="main">
        <a href={`/inbox/${id}`} data-open>{promptName(row)}</a>
        <small class="clamp">{line(questionInLine({ ...row, text: cut(row.text, 2000) }), 240)}</small>
      </Cell>
      <Cell of="Loop">
        <a href={`/loops/${loop}`}>{line(loopName, 60)}</a>
        {who === null ? null : <small>asked by {who}</small>}
      </Cell>
      <Cell of="Answer">
        {status === "answered" ? <strong>{line(response || "(go on)", 160)}</strong> : <Status of={status} plain />}
        {comment === undefined ? null : <small class="clamp">{line(comment, 240)}</small>}
      </Cell>
      <Cell of="By">{line(answeredBy ?? "", 60)}</Cell>
      <Cell of="When">
        <Time at={answeredAt ?? createdAt} now={now} />
      </Cell>
    </tr>
  );
}
