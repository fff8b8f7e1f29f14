// What the user module looks at, in one round trip: the account, its groups, its password's state, its home and its SSH key.
import type { ModuleCall } from "../../ports/module.ts";
import { ACCOUNTS, type Tools, toolsOf } from "./account_tools.ts";
import { Fields } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";

/** An account as passwd has it. */
export interface Account {
  uid: number;
  gid: number;
  comment: string;
  home: string;
  shell: string;
}

/** What is known of its password; the hash itself stays on the host. */
export interface PasswordFacts {
  /** It is the wanted one, marks of a lock aside. */
  same: boolean;
  locked: boolean;
  /** There is no hash behind the mark of a lock. */
  bare: boolean;
  /** Days: shadow's fields from the third on (changed, min, max, warn, inactive, expire); null where one is empty. */
  aging: (number | null)[];
}

/** An SSH key's files. */
export interface KeyFacts {
  path: string;
  private: boolean;
  public: boolean;
  /** Text of the public one, and fingerprint of the private one. */
  text?: string;
  fingerprint?: string;
}

/** What is there. */
export interface UserFacts {
  tools: Tools;
  account?: Account;
  /** Groups by name or number that were asked for, the account's own, and the one of its name. `member`: the account is listed in it. */
  groups: { name: string; gid: number; member: boolean }[];
  password?: PasswordFacts;
  /** /etc/shadow is there and may not be read. */
  shadowHidden: boolean;
  /** The home directory that is wanted, or that the account has. */
  home?: { path: string; there: boolean; parent: boolean };
  /** Octal text of UMASK in /etc/login.defs. */
  umask?: string;
  key?: KeyFacts;
}

const SHADOW_TOOLS = "useradd usermod userdel adduser deluser delgroup passwd chpasswd chage ssh-keygen";
const LOCAL_TOOLS = "luseradd lusermod luserdel lgroupmod lchage lpasswd chage ssh-keygen";

/** Sets `p` to the password field and `r` to what follows it in shadow. Without a here-document, which some shells keep in a file. */
const PASSWORD = `f 2; p=$v r=
case $p in ?|'')
if [ "$LOCAL" ]; then own /etc/shadow "$N"; else entry shadow /etc/shadow "$N"; fi
if [ -n "$l" ]; then r=\${l#*:}; p=\${r%%:*}; r=\${r#*:}
else p=; [ ! -e /etc/shadow ] || [ -r /etc/shadow ] || e hidden yes; fi;;
esac
e aging "$r"
case $p in '!'*) e locked yes;; esac
while :; do case $p in '!'*) p=\${p#?};; *) break;; esac; done
[ -n "$p" ] || e bare yes
[ "$p" != "$W" ] || e same yes
`;

const HOME = `if [ -n "$H" ]; then e home "$H"; [ ! -e "$H" ] || e home.there yes
case $H in */*) d=\${H%/*};; *) d=.;; esac; [ ! -d "\${d:-/}" ] || e home.parent yes
fi
if [ -z "$H" ] || [ ! -e "$H" ]; then
n umask; sed -n 's/^UMASK[[:space:]]\\{1,\\}\\([0-7]\\{1,\\}\\)$/\\1/p' /etc/login.defs 2>/dev/null | tail -n 1; z
fi
`;

/** Looks. */
export async function probeUser(params: Params, call: ModuleCall): Promise<UserFacts> {
  const password = params.text("password");
  const shell = await call.shell();
  const wanted = `${(password ?? "").replace(/^!+/, "")}\n`;
  const output = await shell.run(["sh", "-c", script(params)], { stdin: wanted }, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || "Cannot look at the host's accounts");
  const fields = new Fields(output.stdout);
  const account = accountOf(fields.line("entry") ?? "");
  const home = fields.raw("home");
  const umask = fields.line("umask");
  const key = keyOf(fields);
  const aging = fields.line("aging");
  return {
    tools: toolsOf(fields),
    groups: groupsOf(fields.line("groups") ?? ""),
    shadowHidden: fields.raw("hidden") !== undefined,
    ...(account === undefined ? {} : { account }),
    ...(aging === undefined ? {} : {
      password: {
        same: fields.raw("same") !== undefined,
        locked: fields.raw("locked") !== undefined,
        bare: fields.raw("bare") !== undefined,
        aging: aging.split(":").map((text) => /^-?\d+$/.test(text) ? Number(text) : null),
      },
    }),
    ...(home === undefined ? {} : {
      home: {
        path: home,
        there: fields.raw("home.there") !== undefined,
        parent: fields.raw("home.parent") !== undefined,
      },
    }),
    ...(umask ? { umask } : {}),
    ...(key === undefined ? {} : { key }),
  };
}

/** An entry of passwd; undefined for a line that is none. */
export function accountOf(line: string): Account | undefined {
  const [, , uid = "", gid = "", comment = "", home = "", shell = ""] = line.split(":");
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return undefined;
  return { uid: Number(uid), gid: Number(gid), comment, home, shell };
}

function groupsOf(text: string): UserFacts["groups"] {
  const groups = new Map<string, UserFacts["groups"][number]>();
  for (const line of text.split("\n")) {
    const [, mark, gid = "", name = ""] = /^([mw])(\d+):(.*)$/.exec(line) ?? [];
    if (mark === undefined || groups.get(name)?.member === true) continue;
    groups.set(name, { name, gid: Number(gid), member: mark === "m" });
  }
  return [...groups.values()];
}

/** What TELL_KEY told. */
export function keyTexts(fields: Fields): Pick<KeyFacts, "text" | "fingerprint"> {
  const [text, fingerprint] = [fields.raw("key.text"), fields.raw("key.fingerprint")];
  return {
    ...(text === undefined ? {} : { text: text.trim() }),
    ...(fingerprint === undefined ? {} : { fingerprint: fingerprint.trim() }),
  };
}

function keyOf(fields: Fields): KeyFacts | undefined {
  const path = fields.raw("key");
  if (path === undefined) return undefined;
  return {
    path,
    private: fields.raw("key.private") !== undefined,
    public: fields.raw("key.public") !== undefined,
    ...keyTexts(fields),
  };
}

function script(params: Params): string {
  const local = params.flag("local");
  const name = params.text("name") ?? "";
  const home = params.text("home");
  let text = `${ACCOUNTS}IFS= read -r W || :
N=${quote(name)} LOCAL=${local ? "yes" : ""}
tools ${local ? LOCAL_TOOLS : SHADOW_TOOLS}
${local ? 'own /etc/passwd "$N"' : 'entry passwd /etc/passwd "$N"'}
e entry "$l"
`;
  if (params.text("state") === "absent") return text;
  text += `H=${home === undefined ? "" : pathWord(home)}\n`;
  // Of an account that is there, groups matter only where some are asked for.
  const grouped = params.has("group") || params.has("groups");
  text += grouped ? groupsScript(params, name) : `if [ -z "$l" ]; then ${groupsScript(params, name)}fi\n`;
  text += 'if [ -n "$l" ]; then\n';
  text += home === undefined ? "f 6; H=$v\n" : "";
  text += params.flag("generate_ssh_key") ? keyScript(params, home !== undefined) : "";
  const asked = ["password", "password_lock", "expires", ...AGING.map(({ name }) => name)].some((one) =>
    params.has(one)
  );
  text += `${asked ? PASSWORD : ":\n"}fi\n`;
  return `${text}${params.flag("create_home") ? HOME : ""}`;
}

/** Parameters that chage sets, with its option, and their place in what shadow has after the hash: changed, min, max, warn, inactive, expire. */
export const AGING = [
  { name: "password_expire_min", option: "-m", place: 1 },
  { name: "password_expire_max", option: "-M", place: 2 },
  { name: "password_expire_warn", option: "-W", place: 3 },
  { name: "password_expire_account_disable", option: "-I", place: 4 },
];

/** Tells a line for each group that matters: `m` where the account is a member, else `w`; number; name. */
function groupsScript(params: Params, name: string): string {
  const asked = [params.text("group") ?? "", ...wantedGroups(params)].filter((group) => group !== "");
  const literal = (text: string) => text.replaceAll(/[.*+?()[\]{}|^$\\/]/g, "\\$&");
  const words = [...new Set([...asked, name])].map(literal);
  const numbers = asked.filter((group) => /^\d+$/.test(group));
  const member = literal(name);
  const program = [
    `s/^([^:]*):[^:]*:([0-9]*):(.*,)?${member}(,.*)?$/m\\2:\\1/p`,
    "t",
    `s/^(${words.join("|")}):[^:]*:([0-9]*):.*$/w\\2:\\1/p`,
    ...(numbers.length === 0 ? [] : ["t", `s/^([^:]*):[^:]*:(${numbers.join("|")}):.*$/w\\2:\\1/p`]),
  ].map((line) => `-e ${quote(line)}`).join(" ");
  // Some databases do not list their groups, but know them by name.
  const each = asked.filter((group) => !group.startsWith("-")).map((group) => `getent group ${quote(group)}; `).join(
    "",
  );
  return `n groups; { getent group || cat /etc/group; ${each}} 2>/dev/null | LC_ALL=C sed -nE ${program}; z\n`;
}

/** `groups` as they are meant: an empty text is none. */
export function wantedGroups(params: Params): string[] {
  const given = params.texts("groups").join(",").split(",").map((group) => group.trim());
  return [...new Set(given.filter((group) => group !== ""))];
}

/** The path of the key, seen from the home directory; a text that the host expands. */
export function keyFile(params: Params): string {
  return params.text("ssh_key_file") ?? `.ssh/id_${params.text("ssh_key_type")}`;
}

/**
 * Shell that tells what the files of the key `$k` of the account in `$l` say. They are the account's own: no pipe is waited for, no NUL goes through,
 * and what a link leads to is told only where the account could read it, too.
 */
export const TELL_KEY = `f 3; u=$v
open() { case $(stat -L -c '%u %a' -- "$1" 2>/dev/null || stat -L -f '%u %Lp' "$1" 2>/dev/null) in "$u "*|*[4-7]) ;; *) return 1;; esac; }
if [ -f "$k.pub" ] && open "$k.pub"; then n key.text; head -c 65536 2>/dev/null <"$k.pub" | tr -d '\\000'; z; fi
if [ -f "$k" ] && { [ -f "$k.pub" ] || [ ! -e "$k.pub" ]; }; then n key.fingerprint; LC_ALL=C ssh-keygen -l -f "$k" 2>/dev/null; z; fi
`;

function keyScript(params: Params, homeGiven: boolean): string {
  return `${homeGiven ? "h=$H" : "f 6; h=$v"}
k=${pathWord(keyFile(params))}; case $k in /*) ;; *) k=\${h%/}/$k;; esac
e key "$k"
[ ! -e "$k" ] || e key.private yes
[ ! -e "$k.pub" ] || e key.public yes
${TELL_KEY}`;
}
