// What a question says: an approval's actions each with what they would change, everything else as it was written.
import type { Shown } from "../../../model/decision.ts";
import type { PromptRow } from "../../../ports/archive.ts";
import { visible } from "../../../words/visible.ts";
import { type ApprovalBlock, approvalBlocks } from "./approval_blocks.ts";
import { cut, jsonText, line } from "./cut.ts";
import type { DiffLine } from "./diff_lines.ts";
import { DiffBox, MOST_LINE } from "./diff.tsx";
import { HostLink } from "./host_link.tsx";
import { Output, WHOLE } from "./output.tsx";

/** Where a question is one of many: actions of an approval, characters of all of them, of a text, of one call or note. */
const MOST_ACTIONS = 12;
const MOST_APPROVAL = 60_000;
const MOST_TEXT = 8000;
const MOST_CALL = 4000;
/** Characters of a parameter, where it is one of many, and of a list or mapping that is shown once more, indented. */
const MOST_PARAM = 4000;
const LONG_PARAM = 200;
/** Parameters of one action that are shown once more. */
const MOST_PARAMS = 10;
/** Characters that a difference takes as its name. */
const MOST_NAME = 150;

/** Whether all of it is in sight where it stands beside others: nobody approves what was left out. */
export function isShownWhole({ kind, text }: Pick<PromptRow, "kind" | "text">): boolean {
  const approval = kind === "approval" ? takenApart(text) : undefined;
  if (approval === undefined) return text.length <= MOST_TEXT;
  const { before, blocks } = approval;
  const long = [before, ...blocks.flatMap(({ call, lines }) => [call, ...lines.map(({ text }) => text)])]
    .some((each) => each.length > MOST_CALL);
  return blocks.length <= MOST_ACTIONS && text.length <= MOST_APPROVAL && !long;
}

/** Whether a page of its own has all of it; where not, a yes or no is given where one can read it. */
export function fitsAPage({ text }: Pick<PromptRow, "text">): boolean {
  return text.length <= WHOLE;
}

/** Undefined for what is not as the engine writes it: all of that is shown as one text. */
function takenApart(text: string): { before: string; blocks: ApprovalBlock[] } | undefined {
  if (text.length > WHOLE) return undefined;
  const found = approvalBlocks(text);
  // Where a difference is drawn, longer lines would be cut.
  const tooLong = found.blocks.some(({ lines }) =>
    lines.some(({ kind, text }) => kind !== "note" && text.length > MOST_LINE)
  );
  return found.blocks.length === 0 || tooLong ? undefined : found;
}

/** `whole`: on a page of its own. */
export function PromptText({ row, whole = false }: { row: PromptRow; whole?: boolean }) {
  const { id, kind, text } = row;
  const approval = kind === "approval" ? takenApart(text) : undefined;
  if (approval !== undefined) return <Approval row={row} {...approval} whole={whole} />;
  if (text.length <= MOST_TEXT) {
    return <p class={`asked-text asked-${kind === "plan" ? "plan" : "words"}`}>{visible(text)}</p>;
  }
  const terms = { most: whole ? WHOLE : MOST_TEXT, whole: `/inbox/${id}`, open: whole };
  return <Output id={`prompt-${id}-text`} name="What is asked" text={text} {...terms} />;
}

function Approval({ row, before, blocks, whole }: {
  row: PromptRow;
  before: string;
  blocks: readonly ApprovalBlock[];
  whole: boolean;
}) {
  const { id, text, shown } = row;
  // What is on record of the actions is only put beside the text where both tell of as many.
  const known = shown?.length === blocks.length ? shown : undefined;
  const some = whole ? blocks : approvalBlocks(text.slice(0, MOST_APPROVAL)).blocks.slice(0, MOST_ACTIONS);
  const most = whole ? WHOLE : MOST_CALL;
  return (
    <div class="asked">
      <p class="asked-text">{cut(visible(before), most)}</p>
      <ol class="asked-actions">
        {some.map((block, at) => (
          <AskedAction block={block} shown={known?.[at]} id={`prompt-${id}-${at + 1}`} most={most} />
        ))}
      </ol>
      {isShownWhole(row) || whole ? null : (
        <p>
          {some.length < blocks.length ? `There are ${blocks.length} actions.` : "There is more of it."}{" "}
          <a href={`/inbox/${id}`}>All of it</a>
        </p>
      )}
    </div>
  );
}

function AskedAction({ block, shown, id, most }: {
  block: ApprovalBlock;
  shown: Shown | undefined;
  id: string;
  most: number;
}) {
  const notes = block.lines.filter(({ kind }) => kind === "note");
  const changes = block.lines.some(({ kind }) => kind === "added" || kind === "removed");
  const [about, told] = changes ? parted(block) : ["", notes];
  return (
    <li id={id}>
      {shown === undefined ? null : (
        <p class="asked-what">
          <strong>{line(shown.name)}</strong> <span class="dim">on</span> <HostLink host={shown.host} />
        </p>
      )}
      <pre class="asked-call" tabindex={0} role="group" aria-label="The call">{cut(visible(block.call), most)}</pre>
      {told.length === 0
        ? null
        : <ul class="asked-notes">{told.map(({ text }) => <li>{cut(visible(text), most)}</li>)}</ul>}
      {changes ? <DiffBox header={about} lines={changedLines(block)} /> : null}
      {shown === undefined ? null : <LongParams params={shown.params} id={id} />}
    </li>
  );
}

/** The note right before the first change names what changes, where it is short enough to stand over a difference as a whole. */
function parted({ lines }: ApprovalBlock): [about: string, notes: ApprovalBlock["lines"]] {
  const first = lines.findIndex(({ kind }) => kind !== "note");
  const notes = lines.slice(0, first);
  // The first note is why it is asked for.
  const about = notes.length > 1 ? notes.at(-1)!.text : "";
  return about === "" || visible(about).length > MOST_NAME ? ["", notes] : [about, notes.slice(0, -1)];
}

/** Several files may change: each begins with its name. */
function changedLines({ lines }: ApprovalBlock): DiffLine[] {
  const first = lines.findIndex(({ kind }) => kind !== "note");
  return lines.slice(first).map(({ kind, text }) => ({ kind, before: null, after: null, text }));
}

/** Parameters of several lines, and lists and mappings that are long, which the call has in one. */
function LongParams({ params, id }: { params: Shown["params"]; id: string }) {
  const long = Object.entries(params ?? {}).filter(([, value]) =>
    typeof value === "string" ? value.includes("\n") : jsonText(value).length > LONG_PARAM
  );
  return (
    <>
      {long.slice(0, MOST_PARAMS).map(([name, value], at) => (
        <Output
          id={`${id}-param-${at}`}
          name={`${line(name, 60)}, as it is`}
          text={jsonText(value)}
          most={MOST_PARAM}
        />
      ))}
    </>
  );
}
