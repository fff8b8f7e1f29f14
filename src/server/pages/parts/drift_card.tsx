// A difference that a converged loop found: from what to what, since when, and what put it right.
import type { Child } from "hono/jsx";
import type { DriftLine } from "../../../ports/survey.ts";
import { jsonLine, line } from "./cut.ts";
import { Diffs } from "./diff.tsx";
import { HostLink } from "./host_link.tsx";
import { Status } from "./status.tsx";
import { Time } from "./time.tsx";

/** Lines of a difference where it is one of many. */
const LINES = 60;

/** Rows of a list. Made before the page is: what fails in a part that is waited for fails outside of every request. */
export async function driftCards(rows: readonly DriftLine[], now: number): Promise<Child[]> {
  return await Promise.all(rows.map((row) => driftCard(row, now)));
}

async function driftCard(row: DriftLine, now: number) {
  const { id, loop, loopName, host, name, module, item, diff, firstSeenAt, lastSeenAt, action, correctedAt } = row;
  const open = correctedAt === null;
  const diffs = diff === null ? <p class="dim">What it was is not on record.</p> : await Diffs({ diff, most: LINES });
  return (
    <article class={`drift${open ? " open" : ""}`} id={`drift-${id}`} data-row aria-labelledby={`drift-${id}-title`}>
      <header class="drift-head">
        <h3 id={`drift-${id}-title`}>
          <a href={action === null ? `/loops/${loop}` : `/actions/${action}`} data-open>{line(name || module, 160)}</a>
          {" "}
          {item === null ? null : <span class="dim">({jsonLine(item, 120)})</span>}
        </h3>
        <Status of={open ? "drift" : "corrected"} word={open ? "open" : "put right"} />
        <span>
          <span class="dim">on</span> <HostLink host={host} />
          <span class="dim">, by loop</span> <a href={`/loops/${loop}`}>{line(loopName, 80)}</a>
          <span class="dim">, {line(module, 60)}</span>
        </span>
      </header>
      <p class="dim">
        first seen <Time at={firstSeenAt} now={now} />, last seen <Time at={lastSeenAt} now={now} />
        {open ? ", not put right yet" : (
          <>
            , put right <Time at={correctedAt} now={now} /> {action === null ? "by somebody else" : (
              <>
                by <a href={`/actions/${action}`}>action {action}</a>
              </>
            )}
          </>
        )}
      </p>
      {diffs}
    </article>
  );
}
