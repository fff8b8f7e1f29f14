// A page without the record: for whoever is not known yet, and for when the record cannot be read.
import type { Child } from "hono/jsx";
import { Document } from "./document.tsx";
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
    <Document title={title} is="bare">
      <div id="page">
        <header>
          <Brand />
        </header>
        <main id="main" class={isWide ? "wide" : undefined} data-live="none">{children}</main>
        <footer class="foot">
          <span>ftl2-enterprise {version}</span>
        </footer>
      </div>
    </Document>
  );
}
