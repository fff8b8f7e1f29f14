// The files that pages ask for, embedded: a style sheet, our script, and the package that exchanges what changed.
import morph from "idiomorph/dist/idiomorph.min.js" with { type: "text" };
import base from "./base.css" with { type: "text" };
import forms from "./forms.css" with { type: "text" };
import frame from "./frame.css" with { type: "text" };
import { ICON } from "./icon.ts";
import keys from "./keys.css" with { type: "text" };
import lists from "./lists.css" with { type: "text" };
import output from "./output.css" with { type: "text" };
import script from "./page.js" with { type: "text" };
import parts from "./parts.css" with { type: "text" };
import shared from "./shared.css" with { type: "text" };
import tables from "./tables.css" with { type: "text" };

/** An asset as it is sent. */
export interface Asset {
  type: string;
  text: string;
}

/** Later ones over earlier ones. */
const SHEETS = [base, frame, keys, parts, lists, forms, tables, output, shared];

/** By the name in its path. */
export const ASSETS: { [name: string]: Asset } = {
  "style.css": { type: "text/css; charset=utf-8", text: SHEETS.join("\n") },
  "page.js": { type: "text/javascript; charset=utf-8", text: script },
  "morph.js": { type: "text/javascript; charset=utf-8", text: morph },
  "icon.svg": { type: "image/svg+xml", text: ICON },
};
