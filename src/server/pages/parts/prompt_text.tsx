// What a question says: an approval's actions each with what they would change, everything else as it was written.
import type { Shown } from "../../../model/decision.ts";
import type { PromptRow } from "../../../ports/archive.ts";
import { visible } from "../../../words/visible.ts";
import { type ApprovalBlock, approvalBlocks } from "./approval_blocks.ts";
import { cut, jsonText, line } from "./cut.ts";
import type { DiffLine } from "./diff_lines.ts";
import { DiffBox } from "./diff.tsx";
import { HostLink } from "./host_link.tsx";
import { Output, WHOLE } from "./output.tsx";

/** Where a question is one of many: actions of an approval, and characters of a text. */
const MOST_ACTIONS = 12;
const MOST_TEXT = 8000;
/** Characters of one call, and of what is on record of a parameter. */
const MOST_CALL = 4000;
const MOST_PARAM = 20_000;
/** Characters of a list or mapping that is shown once more, indented. */
const LONG_PARAM = 200;
/** A text that is longer is not taken apart, nor in sight as a whole on any page. */
const MOST_PARSED = WHOLE;

/** Whether all of it is in sight where it stands beside others: nobody approves what was left out. */
export function isShownWhole({ kind, text }: Pick<PromptRow, "kind" | "text">): boolean {
  if (kind !== "approval") return text.length <= MOST_TEXT;
  return text.length <= MOST_PARSED && approvalBlocks(text).blocks.length <= MOST_ACTIONS;
}

/** Whether a page of its own has all of it; where not, a yes or no is given where one can read it. */
export function fitsAPage({ text }: Pick<PromptRow, "text">): boolean {
  return text.length <= WHOLE;
}

/** `whole`: on a page of its own. */
export function PromptText({ row, whole = false }: { row: PromptRow; whole?: boolean }) {
  const { kind, text, shown } = row;
  if (kind === "approval" && text.length <= MOST_PARSED) {
    const { before, blocks } = approvalBlocks(text);
    if (blocks.length > 0) return <Approval row={row} before={before} blocks={blocks} shown={shown} whole={whole} />;
  }
  return text.length <= MOST_TEXT
    ? <p class={`asked-text asked-${kind === "plan" ? "plan" : "words"}`}>{visible(text)}</p>
    : (
      <Output
        id={`prompt-${row.id}-text`}
        name="What is asked"
        text={text}
        most={whole ? WHOLE : MOST_TEXT}
        whole={`/inbox/${row.id}`}
        open={whole}
      />
    );
}

function Approval({ row, before, blocks, shown, whole }: {
  row: PromptRow;
  before: string;
  blocks: readonly ApprovalBlock[];
  shown: readonly Shown[] | undefined;
  whole: boolean;
}) {
  // What is on record of the actions is only put beside the text where both tell of as many.
  const known = shown?.length === blocks.length ? shown : undefined;
  const some = whole ? blocks : blocks.slice(0, MOST_ACTIONS);
  return (
    <div class="asked">
      <p class="asked-text">{cut(visible(before), MOST_TEXT)}</p>
      <ol class="asked-actions">
        {some.map((block, at) => <AskedAction block={block} shown={known?.[at]} id={`prompt-${row.id}-${at + 1}`} />)}
      </ol>
      {some.length < blocks.length
        ? (
          <p>
            <a href={`/inbox/${row.id}`}>All {blocks.length} actions</a>
          </p>
        )
        : null}
    </div>
  );
}

function AskedAction({ block, shown, id }: { block: ApprovalBlock; shown: Shown | undefined; id: string }) {
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
      <pre
        class="asked-call"
        tabindex={0}
        role="group"
        aria-label="The call"
      >{cut(visible(block.call), MOST_CALL)}</pre>
      {told.length === 0
        ? null
        : <ul class="asked-notes">{told.map(({ text }) => <li>{cut(visible(text), MOST_CALL)}</li>)}</ul>}
      {changes ? <DiffBox header={about} lines={changedLines(block)} /> : null}
      {shown === undefined ? null : <LongParams params={shown.params} id={id} />}
    </li>
  );
}

/** The note that stands right before the first change names what changes. */
function parted({ lines }: ApprovalBlock): [about: string, notes: ApprovalBlock["lines"]] {
  const first = lines.findIndex(({ kind }) => kind !== "note");
  const about = first > 0 ? lines[first - 1] : undefined;
  return [about?.text ?? "", lines.slice(0, first).filter((each) => each !== about)];
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
  if (long.length === 0) return null;
  return (
    <>
      {long.map(([name, value], at) => (
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
