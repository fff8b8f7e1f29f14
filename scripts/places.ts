// Where a build took place, and where packages lay, taken out of what `deno bundle` wrote: the same source is to be the same bytes everywhere.
import { relative } from "node:path";
import { deno } from "./deno.ts";

/** Names of files within a bundle begin with these, as seen from the repository's root. */
export interface Places {
  root: string;
  /** Deno's folder of packages: `npm` in DENO_DIR. */
  npm: string;
}

/** A bundle's text, in which a package's file is called `npm/registry.npmjs.org/…`, wherever it lay. */
export function withoutPlaces(bundle: string, { root, npm }: Places): string {
  return bundle.replaceAll(`${relative(root, npm)}/`, "npm/").replaceAll(`${npm}/`, "npm/");
}

/** Where Deno keeps packages. */
export async function npmFolder(): Promise<string> {
  // Files are called by where they really lie, also behind a link.
  return await Deno.realPath(JSON.parse(await deno("info", "--json")).npmCache);
}
