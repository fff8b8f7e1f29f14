// Before and after, line by line.
import type { Json } from "../../../model/json.ts";
import { visible } from "../../../words/visible.ts";
import { cut, line } from "./cut.ts";
import { type DiffLine, diffLines, diffsOf } from "./diff_lines.ts";

/** Lines of one difference where it is one of many; characters of a line. */
const MOST_LINES = 400;
export const MOST_LINE = 2400;
/** Differences of one action: more are counted. */
const MOST_DIFFS = 20;

const SIGNS = { same: " ", added: "+", removed: "−", gap: "⋯", note: "" };

/** All differences on record of an action or a drift; nothing where there is none. */
export async function Diffs({ diff, most = MOST_LINES }: { diff: Json; most?: number }) {
  const all = changesOf(diff);
  const shown = all.slice(0, MOST_DIFFS);
  const lines = await Promise.all(shown.map((one) => diffLines(one, most)));
  return (
    <>
      {shown.map(({ header }, n) => <DiffBox header={header} lines={lines[n]!} />)}
      {all.length > shown.length ? <p class="dim">{all.length - shown.length} more differences</p> : null}
    </>
  );
}

/** Whether there is a difference to show. */
export function hasDiffs(diff: Json): boolean {
  return changesOf(diff).length > 0;
}

/** One difference whose lines are known. */
export function DiffBox({ header, lines }: { header: string; lines: readonly DiffLine[] }) {
  const count = (kind: DiffLine["kind"]) => lines.filter((one) => one.kind === kind).length;
  const name = header === "" ? "what changes" : line(header);
  return (
    <figure class="diff">
      <figcaption>
        <span class="diff-name">{name}</span>
        <span class="diff-count">
          <span class="tone-ok">+{count("added")}</span> <span class="tone-bad">−{count("removed")}</span>
        </span>
      </figcaption>
      <div class="diff-box" tabindex={0} role="group" aria-label={`Difference: ${name}`}>
        <table>
          <caption class="hidden">Difference: {name}</caption>
          <tbody>{lines.map(Row)}</tbody>
        </table>
      </div>
    </figure>
  );
}

function Row({ kind, before, after, text }: DiffLine) {
  const said = kind === "added" ? "added: " : kind === "removed" ? "removed: " : "";
  return (
    <tr class={`diff-${kind}`}>
      <td class="diff-n">{before ?? ""}</td>
      <td class="diff-n">{after ?? ""}</td>
      <td class="diff-sign" aria-hidden="true">{SIGNS[kind]}</td>
      <td class="diff-text">
        {said === "" ? null : <span class="hidden">{said}</span>}
        {visible(cut(text, MOST_LINE))}
      </td>
    </tr>
  );
}

function changesOf(diff: Json) {
  return diffsOf(diff).filter(({ before, after }) => before !== after);
}
