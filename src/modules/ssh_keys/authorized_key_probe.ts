// What authorized_key looks at: the account, its file with its folder, and the keys of a URL.
import type { ModuleCall } from "../../ports/module.ts";
import { ACCOUNTS } from "../accounts/account_tools.ts";
import { hostBytes } from "../scripts/hosts_words.ts";
import { withBody } from "../scripts/fields.ts";
import { fetchAnswer } from "../http/fetch_answer.ts";
import { isForeign } from "./foreign_link.ts";
import { plainRequest } from "../http/request.ts";
import type { Params } from "../frame/parameters.ts";
import { LOOK, type PathFacts, pathFacts } from "../files/path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";
import { accountOf } from "../accounts/user_probe.ts";

/** What is there. */
export interface KeyFileFacts {
  /** Absent where the host knows no such account. */
  account?: { uid: number; gid: number };
  /** Whether we may give files away. */
  root: boolean;
  file: PathFacts;
  folder: PathFacts;
  /** The folder's path without links, also where it is to be made; absent where that cannot be told. */
  real?: string;
  /** The file's bytes, links followed; absent where there is none. */
  content?: Uint8Array;
  /** Paths of links that an account other than root made to what is not its own: they are not read. */
  foreign: string[];
  /** The keys as text: as they were given, or as the URL has them. */
  keys: string;
}

/** A larger answer is no list of keys. */
const MOST_KEYS = 1024 * 1024;

/** Looks: one round trip, another one for a URL. */
export async function probeKeyFile(params: Params, call: ModuleCall): Promise<KeyFileFacts> {
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script(params)], {}, call.signal);
  if (output.rc !== 0) {
    throw new ProbeFailed(output.stderr.trim() || `Cannot look at the keys of ${params.text("user")}`);
  }
  const { fields, body } = withBody(output.stdout, "content");
  const file = pathFacts(fields, "file");
  const folder = pathFacts(fields, "folder");
  const real = fields.line("real");
  const account = accountOf(fields.line("entry") ?? "");
  const foreign = [folder, file].filter((link) => isForeign(link, link === folder || params.flag("follow")));
  const readable = body !== undefined && foreign.length === 0;
  const whole = readable && !output.truncated && !body.includes("\ufffd");
  const content = whole
    ? new TextEncoder().encode(body)
    : readable
    ? await hostBytes(shell, file.path, call.signal)
    : undefined;
  return {
    file,
    folder,
    foreign: foreign.map(({ path }) => path),
    root: fields.raw("root") !== undefined,
    keys: await givenKeys(params, call),
    ...(real ? { real } : {}),
    ...(account === undefined ? {} : { account: { uid: account.uid, gid: account.gid } }),
    ...(content === undefined ? {} : { content }),
  };
}

function script(params: Params): string {
  const path = params.text("path");
  const word = path === undefined ? '"${v%/}/.ssh/authorized_keys"' : pathWord(path.includes("/") ? path : `./${path}`);
  return `${ACCOUNTS}${LOOK}entry passwd /etc/passwd ${quote(params.text("user") ?? "")}
e entry "$l"; f 6; [ ! -O /etc/passwd ] || e root yes
k=${word}; case $k in */*) d=\${k%/*}; d=\${d:-/};; *) d=.;; esac
look folder "$d"
x=$d y=; while [ ! -d "$x" ]; do case $x in */*) y=/\${x##*/}$y; x=\${x%/*}; x=\${x:-/};; *) x=.;; esac; done
n real; x=$(cd -P -- "$x" && pwd -P) && printf %s "\${x%/}$y"; z
look file "$k"
if [ -f "$k" ]; then n content; cat <"$k"; fi`;
}

/** The text of `key`, or what its URL answers. */
async function givenKeys(params: Params, call: ModuleCall): Promise<string> {
  const key = params.text("key") ?? "";
  if (!key.startsWith("http")) return key;
  const request = plainRequest(key, { validateCerts: params.flag("validate_certs") });
  const { answer } = await fetchAnswer(request, call, { most: MOST_KEYS });
  if (answer.status !== 200 || answer.body.length < answer.size) {
    const why = answer.status === 200
      ? `its answer of ${answer.size} bytes is no list of keys`
      : answer.trouble ?? `HTTP Error ${answer.status}: ${answer.reason}`;
    throw new ProbeFailed(`Error getting key from: ${request.url}: ${why}`);
  }
  return new TextDecoder().decode(answer.body);
}
