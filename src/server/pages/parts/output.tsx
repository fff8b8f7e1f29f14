// What a program printed or a model wrote: text, whatever it holds.
import { headAndTail } from "./cut.ts";

/** Characters of an output where it is one of many, and where it is what the page is about. */
const MOST = 16_000;
export const WHOLE = 1_000_000;
/** Lines that are shown unfolded. */
const LINES = 14;

/** Folded where it is long; cut where it is longer than `most` characters, with a link to where it is `whole`. `id` is stable and unique. */
export function Output({ id, text, name, most = MOST, whole, open = false }: {
  id: string;
  text: string;
  name: string;
  most?: number;
  whole?: string;
  open?: boolean;
}) {
  const { head, left, tail } = headAndTail(text, most);
  const shown = (
    <pre class="output" tabindex={0} role="group" aria-label={name}>
      {head}
      {left === 0 ? null : (
        <>
          {"\n"}
          <span class="left-out">
            … {left.toLocaleString("en")} characters left out …
          </span>
          {"\n"}
          {tail}
        </>
      )}
    </pre>
  );
  const rest = left === 0 || whole === undefined ? null : (
    <p class="dim">
      <a href={whole}>All of it</a>
    </p>
  );
  const lines = countLines(head) + countLines(tail);
  if (open || (lines <= LINES && head.length < 2000)) {
    return (
      <div class="output-box" id={id}>
        <p class="output-name">{name}</p>
        {shown}
        {rest}
      </div>
    );
  }
  return (
    <details class="folded output-box" id={id}>
      <summary>
        {name}{" "}
        <span class="dim">
          {text.length < 2000 ? "" : `${text.length.toLocaleString("en")} characters, `}
          {lines} lines
        </span>
      </summary>
      {shown}
      {rest}
    </details>
  );
}

function countLines(text: string): number {
  let lines = text === "" ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
