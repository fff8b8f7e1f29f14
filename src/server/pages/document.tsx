// What every document of ours begins with: its head, with a style sheet and an icon of our own, and what it is called.
import type { Child } from "hono/jsx";
import { oneLine } from "../../words/visible.ts";

/** A whole document. `scripts`: what else stands in its head. */
export function Document({ title, is, scripts, children }: {
  title: string;
  /** A class of its body. */
  is?: string;
  scripts?: Child;
  children?: Child;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{oneLine(title)} · ftl2-enterprise</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        {scripts}
      </head>
      <body class={is}>{children}</body>
    </html>
  );
}
