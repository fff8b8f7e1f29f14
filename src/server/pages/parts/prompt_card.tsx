// A question as it stands in a list: who asks, since when, what, and what can be answered.
import type { IterationRow, PromptRow } from "../../../ports/archive.ts";
import type { InboxRow } from "../../../ports/survey.ts";
import type { Visit } from "../view.ts";
import { line } from "./cut.ts";
import { PromptForm } from "./prompt_form.tsx";
import { isShownWhole, PromptText } from "./prompt_text.tsx";
import { MarkIcon } from "./mark.tsx";
import { Time } from "./time.tsx";

/** What each kind is called; rows may hold others. */
const KINDS: { [kind: string]: string } = {
  question: "Question",
  approval: "Approval",
  plan: "Plan",
  interrupted: "Interrupted",
  pause: "Pause",
};

/** `Approval 12`. */
export function promptName({ kind, id }: Pick<PromptRow, "kind" | "id">): string {
  return `${Object.hasOwn(KINDS, kind) ? KINDS[kind] : line(kind, 40)} ${id}`;
}

/** Who asks, as its iteration has it; null where that is not known. */
export function asker(decidedBy: string | null | undefined): string | null {
  return decidedBy === null || decidedBy === undefined ? null : `the ${line(decidedBy, 40)}`;
}

/** An open question with its form; what is too long to be all in sight is answered on a page of its own. */
export function PromptCard({ row, iteration, visit }: {
  row: InboxRow;
  iteration: IterationRow | undefined;
  visit: Visit;
}) {
  const path = `/inbox/${row.id}`;
  return (
    <article class="prompt" id={`prompt-${row.id}`} data-row aria-labelledby={`prompt-${row.id}-title`}>
      <header class="prompt-head">
        <h2 id={`prompt-${row.id}-title`}>
          <span class="tone-human">
            <MarkIcon mark="ask" />
          </span>
          <a href={path} data-open>{promptName(row)}</a>
        </h2>
        <PromptPlace row={row} iteration={iteration} />
        <span class="prompt-since dim">
          asked <Time at={row.createdAt} now={visit.now} />
        </span>
      </header>
      <div class="prompt-body">
        <PromptText row={row} />
        {isShownWhole(row) ? <PromptForm row={row} visit={visit} /> : (
          <p>
            <a class="button first" href={path} data-key="a">Read all of it and answer</a>
          </p>
        )}
      </div>
    </article>
  );
}

/** Its loop and iteration, and who asked. */
export function PromptPlace({ row, iteration }: { row: InboxRow; iteration: IterationRow | undefined }) {
  const { loop, loopName, n } = row;
  const who = asker(iteration?.decidedBy);
  return (
    <span>
      <a href={`/loops/${loop}`}>{line(loopName, 80)}</a>
      {n === null ? null : (
        <>
          <span class="dim">,</span> <a href={`/loops/${loop}/iterations/${n}`}>iteration {n}</a>
        </>
      )}
      {who === null ? null : <span class="dim">, asked by {who}</span>}
    </span>
  );
}
