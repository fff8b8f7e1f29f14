// A page without the record: for whoever is not known yet, and for when the record cannot be read.
import type { Child } from "hono/jsx";
import { oneLine } from "../../words/visible.ts";
import { Brand } from "./parts/brand.tsx";

/** What stands on it, and in how much room. */
interface Terms {
  title: string;
  version: string;
  isWide?: boolean;
  children?: Child;
}

/** A whole document. */
export function Bare({ title, version, isWide = false, children }: Terms) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{oneLine(title)} · ftl2-enterprise</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
      </head>
      <body class="bare">
        <div id="page">
          <header>
            <Brand />
          </header>
          <main id="main" class={isWide ? "wide" : undefined} data-live="none">{children}</main>
          <footer class="foot">
            <span>ftl2-enterprise {version}</span>
          </footer>
        </div>
      </body>
    </html>
  );
}
