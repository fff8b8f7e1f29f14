// A place of this site that somebody else named: never one of another site.

/** Path and query of a text; undefined where it leads, or could lead a browser, elsewhere. */
export function localPath(text: string): string | undefined {
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.length > 2000) return undefined;
  const { origin, pathname, search, hash } = new URL(text, "http://here.invalid");
  const path = `${pathname}${search}${hash}`;
  // Dots are resolved by now: what was `/.//elsewhere` begins with two slashes.
  return origin === "http://here.invalid" && !path.startsWith("//") ? path : undefined;
}
