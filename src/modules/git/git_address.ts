// Where a git repository is, how it is asked, and as whom: the beginning of every script that runs git.
import { TELL } from "../scripts/fields.ts";
import { percentDecoded } from "../http/url.ts";
import type { Params } from "../frame/parameters.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";

/** A repository's address, without what is secret in it. */
export interface Address {
  /** As the host's shell words it; a path is a file:// address there, as git's --depth wants it. */
  word: string;
  /** As people may read it. */
  shown: string;
  /** User and password, and the place that they are for (`https://host`). */
  credentials?: { context: string; user: string; password: string };
}

const WITH_PASSWORD = /^(https?|ftps?):\/\/([^/?#@]*):([^/?#]*)@([^/?#]+)(.*)$/is;

/** Reads `repo`. */
export function addressOf(repo: string): Address {
  const found = WITH_PASSWORD.exec(repo);
  if (found !== null) {
    const [, scheme = "", user = "", password = "", host = "", rest = ""] = found;
    const shown = `${scheme}://${host}${rest}`;
    const context = `${scheme.toLowerCase()}://${host}`;
    return {
      word: quote(shown),
      shown,
      credentials: { context, user: percentDecoded(user), password: percentDecoded(password) },
    };
  }
  if (repo.startsWith("/")) return { word: quote(`file://${repo}`), shown: `file://${repo}` };
  const home = /^~[A-Za-z0-9._-]*(?=\/|$)/.exec(repo)?.[0];
  if (home === undefined) return { word: quote(repo), shown: repo };
  return { word: `file://${pathWord(home)}${quote(repo.slice(home.length))}`, shown: repo };
}

/** An address that a host told, without a password. */
export function harmless(url: string): string {
  return addressOf(url).credentials === undefined ? url : addressOf(url).shown;
}

/** What a script reads on its standard input: the credentials, a line each. */
export function secretInput({ credentials }: Address): string | undefined {
  return credentials === undefined ? undefined : `${credentials.user}\n${credentials.password}\n`;
}

/**
 * Defines `g`, which runs git and never asks a human; `$G` is git's name, `$R` the address. Credentials are read from standard
 * input and told to git for their host alone: its arguments name the variables only.
 */
export function gitPrelude(params: Params, address: Address): string {
  const umask = params.text("umask");
  const key = params.text("key_file");
  const { credentials } = address;
  const helper = '!f() { printf "username=%s\\npassword=%s\\n" "$FTL2_GIT_USER" "$FTL2_GIT_WORD"; }; f';
  const named = credentials === undefined ? "" : `credential.${credentials.context}.helper=`;
  const words = credentials === undefined ? "" : ` -c ${quote(named)} -c ${quote(named + helper)}`;
  return `${TELL}${umask === undefined ? "" : `umask ${quote(umask)} || exit\n`}LC_ALL=C LANG=C GIT_TERMINAL_PROMPT=0
export LC_ALL LANG GIT_TERMINAL_PROMPT
${
    credentials === undefined ? "" : `IFS= read -r FTL2_GIT_USER; IFS= read -r FTL2_GIT_WORD
export FTL2_GIT_USER FTL2_GIT_WORD
`
  }${
    key === undefined ? "" : `FTL2_GIT_KEY=${pathWord(key)}; export FTL2_GIT_KEY\n`
  }GIT_SSH_COMMAND=\${GIT_SSH:-\${GIT_SSH_COMMAND:-ssh}}${quote(` ${sshWords(params)}`)}; export GIT_SSH_COMMAND
G=${params.has("executable") ? pathWord(params.text("executable") ?? "") : "git"}
R=${address.word}
g() { "$G"${words} "$@" </dev/null; }
`;
}

function sshWords(params: Params): string {
  const given = params.text("ssh_opts") ?? "";
  const says = (word: string) => given.includes(word);
  const checked = says("StrictHostKeyChecking=no") || says("StrictHostKeyChecking=accept-new");
  return [
    given,
    ...(params.flag("accept_hostkey") && !checked ? ["-o StrictHostKeyChecking=no"] : []),
    ...(params.flag("accept_newhostkey") && !checked ? ["-o StrictHostKeyChecking=accept-new"] : []),
    ...(says("BatchMode=yes") ? [] : ["-o BatchMode=yes"]),
    ...(params.has("key_file") ? ['-i "$FTL2_GIT_KEY"', "-o IdentitiesOnly=yes"] : []),
  ].filter((word) => word !== "").join(" ");
}
