// The page of what was found otherwise than a loop had left it.
import type { Child } from "hono/jsx";
import { driftCards } from "./parts/drift_card.tsx";
import { Empty } from "./parts/empty.tsx";
import { Head } from "./parts/head.tsx";
import { HostLink } from "./parts/host_link.tsx";
import { Pager, pathWith } from "./parts/pager.tsx";
import { afterOf, loopOf } from "./parts/row_number.ts";
import type { View, Visit } from "./view.ts";

/** Each comes with its difference. */
const ROWS = 20;

/** Open ones, then those that were put right, newest first; of a loop or a host where the query names one. */
export async function driftPage(visit: Visit): Promise<View> {
  const { world: { survey }, url, now } = visit;
  const host = url.searchParams.get("host") ?? "";
  const of = { limit: ROWS, ...loopOf(url), ...(host === "" ? {} : { host }) };
  const [open, corrected] = await Promise.all([
    survey.drifts({ ...of, open: true, ...afterOf(url) }),
    survey.drifts({ ...of, open: false, ...afterOf(url, "earlier") }),
  ]);
  const [openCards, correctedCards] = await Promise.all([driftCards(open.rows, now), driftCards(corrected.rows, now)]);
  const later = url.searchParams.has("after") || url.searchParams.has("earlier");
  const none = open.rows.length === 0 && corrected.rows.length === 0 && !later;
  return {
    title: "Drift",
    section: "drift",
    body: (
      <>
        <Head title="Drift" under={<Of host={host} loop={of.loop} url={url} />} />
        {none ? <None visit={visit} narrowed={host !== "" || of.loop !== undefined} /> : (
          <div class="stack">
            <Part title="Open" cards={openCards} next={open.next} url={url} word="after" what="open ones">
              Everything is as the loops have it.
            </Part>
            <Part
              title="Put right"
              cards={correctedCards}
              next={corrected.next}
              url={url}
              word="earlier"
              what="earlier ones"
            >
              Nothing had to be put right.
            </Part>
          </div>
        )}
      </>
    ),
  };
}

function Of({ host, loop, url }: { host: string; loop: number | undefined; url: URL }) {
  if (host === "" && loop === undefined) {
    return <>What a converged loop found changed since: somebody else was there.</>;
  }
  return (
    <>
      {host === "" ? null : (
        <>
          on <HostLink host={host} />
          {" "}
        </>
      )}
      {loop === undefined ? null : (
        <>
          of <a href={`/loops/${loop}`}>loop {loop}</a>
          {" "}
        </>
      )}
      · <a href={pathWith(url, { host: null, loop: null, after: null, earlier: null })}>all of it</a>
    </>
  );
}

function Part({ title, cards, next, url, word, what, children }: {
  title: string;
  cards: readonly Child[];
  next: string | null;
  url: URL;
  word: string;
  what: string;
  children: string;
}) {
  const id = title === "Open" ? "open" : "corrected";
  return (
    <section class="stack" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {cards.length === 0 ? <p class="dim">{children}</p> : <div class="drifts" data-list>{cards}</div>}
      <Pager url={url} next={next} name={word} what={what} />
    </section>
  );
}

function None({ visit: { world }, narrowed }: { visit: Visit; narrowed: boolean }) {
  return (
    <section class="panel" aria-label="Drift">
      {narrowed
        ? <Empty title="No drift there" />
        : (
          <Empty title="No drift was found" command={world.type("submit -f FILE --mode continuous --interval 10m")}>
            A continuous loop that has converged looks again and again: what it finds changed then is told here, with
            what it was and what put it right
          </Empty>
        )}
    </section>
  );
}
