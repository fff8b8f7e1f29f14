// Files of packages that a task of apt names: on the host, or to be fetched from a URL.
import { percentDecoded } from "../http/url.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";

/** Whether it is to be fetched. */
export function isUrl(path: string): boolean {
  return path.includes("://");
}

/** What the name of a package's file says that it is: `nginx_1.22-1_amd64.deb`; it has no epoch. */
export function namedDeb(url: string): { name: string; version: string; architecture: string } | undefined {
  const file = percentDecoded(url.replace(/[?#].*$/s, "").split("/").at(-1) ?? "");
  const [, name, version, architecture] = /^([a-z0-9][a-z0-9+.-]+)_([^_/]+)_([a-z0-9-]+)\.deb$/.exec(file) ?? [];
  return name === undefined || version === undefined || architecture === undefined
    ? undefined
    : { name, version, architecture };
}

/** Shell that puts all of them into a folder `$d` of its own, named so that apt takes them for files, and the words that name them there. */
export function debPrelude(paths: readonly string[]): { prelude: string; words: string[] } {
  const lines = ['o=$PWD; d=$(mktemp -d) && chmod 755 "$d" && cd "$d" || exit'];
  paths.forEach((path, at) => {
    const name = `./${at}.deb`;
    const from = path.startsWith("/") || path.startsWith("~") ? pathWord(path) : `"$o"/${quote(path)}`;
    lines.push(isUrl(path) ? fetchLine(path, name) : `ln -s -- ${from} ${name} || exit`);
  });
  return { prelude: lines.join("\n"), words: paths.map((_, at) => `./${at}.deb`) };
}

/** apt's own program fetches, with apt's proxies. */
function fetchLine(url: string, name: string): string {
  return `/usr/lib/apt/apt-helper download-file ${quote(url)} ${name} >/dev/null || { echo ${
    quote(`Cannot fetch ${url}`)
  } >&2; exit 1; }`;
}
