// Stands in for node:url in the bundle.

/** The path of a `file:` URL. Throws TypeError for another. */
export function fileURLToPath(url: string | URL): string {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:") throw new TypeError(`${url} is no file: URL`);
  return decodeURIComponent(pathname);
}
