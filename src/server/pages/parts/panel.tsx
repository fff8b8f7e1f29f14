// A part of a page under a heading of its own.
import type { Child } from "hono/jsx";

/** `id` is stable and unique in the page. `count` stands beside the title, `beside` at its right; `flush`: what is in it reaches its edges (tables). */
export function Panel(
  { id, title, count, beside, flush = false, children }: {
    id: string;
    title: string;
    count?: number | string;
    beside?: Child;
    flush?: boolean;
    children?: Child;
  },
) {
  return (
    <section class={`panel${flush ? " flush" : ""}`} id={id} aria-labelledby={`${id}-title`}>
      <header class="panel-head">
        <h2 id={`${id}-title`}>
          {title}
          {count === undefined ? null : <span class="count">{` ${count}`}</span>}
        </h2>
        {beside === undefined ? null : <div class="panel-beside">{beside}</div>}
      </header>
      <div class="panel-body">{children}</div>
    </section>
  );
}

/** What can be unfolded. `id` is stable and unique in the page, so that it stays open when the page changes under it. */
export function Folded(
  { id, summary, open = false, children }: { id: string; summary: Child; open?: boolean; children?: Child },
) {
  return (
    <details class="folded" id={id} open={open}>
      <summary>{summary}</summary>
      <div class="folded-body">{children}</div>
    </details>
  );
}
