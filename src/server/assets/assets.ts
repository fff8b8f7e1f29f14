// The files that pages ask for, embedded: a style sheet, our script, and the package that exchanges what changed.
import morph from "idiomorph/dist/idiomorph.min.js" with { type: "text" };
import conveniences from "./conveniences.js" with { type: "text" };
import deeds from "./deeds.js" with { type: "text" };
import exchange from "./exchange.js" with { type: "text" };
import filters from "./filters.js" with { type: "text" };
import keyboard from "./keys.js" with { type: "text" };
import light from "./light.js" with { type: "text" };
import live from "./live.js" with { type: "text" };
import refresh from "./refresh.js" with { type: "text" };
import moments from "./moments.js" with { type: "text" };
import bare from "./bare.css" with { type: "text" };
import base from "./base.css" with { type: "text" };
import forms from "./forms.css" with { type: "text" };
import frame from "./frame.css" with { type: "text" };
import { ICON } from "./icon.ts";
import inbox from "./inbox.css" with { type: "text" };
import keys from "./keys.css" with { type: "text" };
import lists from "./lists.css" with { type: "text" };
import loops from "./loops.css" with { type: "text" };
import output from "./output.css" with { type: "text" };
import script from "./page.js" with { type: "text" };
import parts from "./parts.css" with { type: "text" };
import steady from "./steady.js" with { type: "text" };
import shared from "./shared.css" with { type: "text" };
import submit from "./submit.css" with { type: "text" };
import tables from "./tables.css" with { type: "text" };
import timeline from "./timeline.css" with { type: "text" };

/** An asset as it is sent. */
export interface Asset {
  type: string;
  text: string;
}

/** Later ones over earlier ones. */
const SHEETS = [base, frame, bare, keys, parts, lists, forms, tables, output, inbox, loops, timeline, submit, shared];

/** Modules that ask for each other by these names. */
const SCRIPTS = {
  "page.js": script,
  "live.js": live,
  "refresh.js": refresh,
  "light.js": light,
  "exchange.js": exchange,
  "deeds.js": deeds,
  "steady.js": steady,
  "filters.js": filters,
  "keys.js": keyboard,
  "moments.js": moments,
  "conveniences.js": conveniences,
};

/** Those that the first one asks for: a page names them, so that all come at once. */
export const MODULES: readonly string[] = Object.keys(SCRIPTS).filter((name) => name !== "page.js");

/** By the name in its path. */
export const ASSETS: { [name: string]: Asset } = {
  "style.css": { type: "text/css; charset=utf-8", text: SHEETS.join("\n") },
  ...Object.fromEntries(
    Object.entries(SCRIPTS).map(([name, text]) => [name, { type: "text/javascript; charset=utf-8", text }]),
  ),
  "morph.js": { type: "text/javascript; charset=utf-8", text: morph },
  "icon.svg": { type: "image/svg+xml", text: ICON },
};
