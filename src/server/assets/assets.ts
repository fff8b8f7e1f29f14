// The files that pages ask for, embedded: a style sheet, our script, and the package that exchanges what changed.
import morph from "idiomorph/dist/idiomorph.min.js" with { type: "text" };
import script from "./page.js" with { type: "text" };
import style from "./style.css" with { type: "text" };

/** An asset as it is sent. */
export interface Asset {
  type: string;
  text: string;
}

/** By the name in its path. */
export const ASSETS: { [name: string]: Asset } = {
  "style.css": { type: "text/css; charset=utf-8", text: style },
  "page.js": { type: "text/javascript; charset=utf-8", text: script },
  "morph.js": { type: "text/javascript; charset=utf-8", text: morph },
};
