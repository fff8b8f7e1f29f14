// Files of packages that a task of apt names: on the host, or to be fetched from a URL.
import { percentDecoded, urlAndLogin } from "../http/url.ts";
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

/** What is wrong with the address of a file; undefined where nothing is. */
export function debProblem(path: string): string | undefined {
  return /[\s\0]/.test(loginOf(path)?.join("") ?? "")
    ? "deb: apt takes no user or password with a blank in it: fetch the file with get_url, and name it here"
    : undefined;
}

/** User and password in a URL; undefined where there is no password. */
function loginOf(url: string): [user: string, password: string] | undefined {
  const { user = "", password = "" } = isUrl(url) ? urlAndLogin(url) : {};
  return password === "" ? undefined : [percentDecoded(user), percentDecoded(password)];
}

/** Shell that begins a simulation and a deed of apt, in a folder `$d` that it makes; and what it reads. */
export interface DebPrelude {
  script: string;
  /** Users and passwords, a line each: they stand in no list of arguments. */
  stdin?: string;
}

/** Puts all of them into the folder, named so that apt takes them for files, and the words that name them there. */
export function debPrelude(paths: readonly string[]): { prelude: DebPrelude; words: string[] } {
  const lines = ['o=$PWD; d=$(mktemp -d) && chmod 755 "$d" && cd "$d" || exit'];
  const logins: string[] = [];
  paths.forEach((path, at) => {
    const name = `./${at}.deb`;
    const login = loginOf(path);
    const from = path.startsWith("/") || path.startsWith("~") ? pathWord(path) : `"$o"/${quote(path)}`;
    lines.push(isUrl(path) ? fetchLines(path, name, login !== undefined) : `ln -s -- ${from} ${name} || exit`);
    if (login !== undefined) logins.push(`login ${login[0]} password ${login[1]}\n`);
  });
  const stdin = logins.length === 0 ? {} : { stdin: logins.join("") };
  return { prelude: { script: lines.join("\n"), ...stdin }, words: paths.map((_, at) => `./${at}.deb`) };
}

/** apt's own program fetches, with apt's proxies. */
function fetchLines(path: string, name: string, secret: boolean): string {
  const url = secret ? urlAndLogin(path).url : path;
  const option = secret ? '-o Dir::Etc::netrc="$d/netrc" ' : "";
  const fetch = `/usr/lib/apt/apt-helper ${option}download-file ${quote(url)} ${name} >/dev/null || { echo ${
    quote(`Cannot fetch ${url}`)
  } >&2; exit 1; }`;
  if (!secret) return fetch;
  // Without its protocol apt from 2.0 on takes a machine for one of https; earlier ones know no protocol there.
  const [protocol = "", machine = ""] = /^([^:]*:\/\/)([^/?#]*)/.exec(url)?.slice(1) ?? [];
  return `IFS= read -r l && ( umask 077; printf 'machine %s %s\\n' ${quote(protocol + machine)} "$l" ${
    quote(machine)
  } "$l" >netrc ) || exit
${fetch}
rm -f netrc`;
}
