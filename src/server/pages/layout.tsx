// The frame around every page: head, navigation with its counts, the light, what was just done.
import type { Frame, Section } from "./view.ts";

const SECTIONS: { section: Section; path: string; name: string }[] = [
  { section: "loops", path: "/", name: "Loops" },
  { section: "inbox", path: "/inbox", name: "Inbox" },
  { section: "hosts", path: "/hosts", name: "Hosts" },
  { section: "drift", path: "/drift", name: "Drift" },
  { section: "rules", path: "/rules", name: "Rules" },
  { section: "workers", path: "/workers", name: "Workers" },
];

/** A whole document. What the script exchanges while a page is open is within `#page`. */
export function Layout({ view, said }: Frame) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{view.title} · ftl2-enterprise</title>
        <link rel="stylesheet" href="/assets/style.css" />
        <script src="/assets/morph.js" defer></script>
        <script src="/assets/page.js" defer></script>
      </head>
      <body>
        <div id="page">
          <nav>
            {SECTIONS.map(({ section, path, name }) => (
              <a href={path} aria-current={section === view.section ? "page" : undefined}>{name}</a>
            ))}
          </nav>
          {said === null ? null : <p role="status">{said.text}</p>}
          <main>{view.body}</main>
        </div>
      </body>
    </html>
  );
}
