// The frame around every page: head, navigation with its counts, the light, what was just done, keys.
import { MODULES } from "../assets/assets.ts";
import { oneLine } from "../../words/visible.ts";
import { Document } from "./document.tsx";
import { Brand } from "./parts/brand.tsx";
import { Keys } from "./parts/keys.tsx";
import { Light } from "./parts/light.tsx";
import { Notices } from "./parts/notices.tsx";
import type { Frame, Section } from "./view.ts";

const SECTIONS: { section: Section; path: string; name: string; count?: (counts: Frame["counts"]) => number }[] = [
  { section: "loops", path: "/", name: "Loops" },
  { section: "inbox", path: "/inbox", name: "Inbox", count: ({ openPrompts }) => openPrompts },
  { section: "hosts", path: "/hosts", name: "Hosts", count: ({ unreachable }) => unreachable },
  { section: "drift", path: "/drift", name: "Drift", count: ({ openDrifts }) => openDrifts },
  { section: "rules", path: "/rules", name: "Rules" },
  { section: "workers", path: "/workers", name: "Workers" },
];

/** What the numbers in the navigation count, for screen readers. */
const COUNTED: { [section in Section]?: string } = { inbox: "open", hosts: "unreachable", drift: "open" };

/** A whole document. What the script exchanges while a page is open is within `#page`. */
export function Layout(frame: Frame) {
  const { view, visit: { world, now }, feed, workers } = frame;
  return (
    <Document
      title={view.title}
      scripts={
        <>
          <script src="/assets/morph.js" defer></script>
          {MODULES.map((name) => <link rel="modulepreload" href={`/assets/${name}`} />)}
          <script src="/assets/page.js" type="module"></script>
        </>
      }
    >
      <a class="skip" href="#main">Skip to the page</a>
      <div id="page">
        <Top {...frame} />
        <Notices {...frame} />
        <main
          id="main"
          tabindex={-1}
          data-live={view.live ?? "all"}
          data-now={now}
          data-feed={feed}
          data-workers={workers}
        >
          {view.body}
        </main>
        <footer class="foot">
          <span>
            ftl2-enterprise {world.version}
          </span>
          <span>
            reads <code>{oneLine(world.db)}</code>
          </span>
          <span class="needs-script">
            press <kbd>?</kbd> for keys
          </span>
        </footer>
      </div>
      <Keys />
      <p class="hidden" role="status" id="said-live"></p>
    </Document>
  );
}

function Top({ view, visit: { visitor }, counts }: Frame) {
  return (
    <header class="top">
      <Brand />
      <nav class="sections" aria-label="Sections">
        <ul>
          {SECTIONS.map(({ section, path, name, count }) => {
            const many = count?.(counts) ?? 0;
            return (
              <li>
                <a href={path} aria-current={section === view.section ? "page" : undefined}>
                  {name}
                  {many === 0 ? null : (
                    <span class={`count ${section === "hosts" ? "bad" : "human"}`}>
                      {many > 999 ? "999+" : many}
                      <span class="hidden">&nbsp;{COUNTED[section]}</span>
                    </span>
                  )}
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      <div class="who">
        <Light />
        <span class="visitor" title={visitor.role === "read" ? "may read, and do nothing" : "may do everything"}>
          {oneLine(visitor.name)}
          {visitor.role === "read" ? <span class="dim">&nbsp;(reads)</span> : null}
        </span>
        {visitor.session
          ? (
            <form method="post" action="/logout">
              <button type="submit" class="button small">Log out</button>
            </form>
          )
          : null}
      </div>
    </header>
  );
}
