// Files that hold keys and passwords, by the names that systems give them: what a model reads leaves the house.
import type { Action } from "../model/action.ts";
import { commandText } from "./called.ts";
import { plainPath } from "./guarded_paths.ts";
import { shortName } from "./module_names.ts";

const SECRET = [
  /(^|\/)(g?shadow|opasswd)([-~.][^/]*)?$/,
  /(^|\/)etc\/(ssl\/private|wireguard|NetworkManager\/system-connections|wpa_supplicant)(\/|$)/,
  /(^|\/)etc\/(ssh\/ssh_host_\w+_key$|ppp\/\w+-secrets$|ipsec\.secrets$|mysql\/debian\.cnf$|kubernetes\/[\w-]+\.conf$)/,
  // What lets others in or names them is no secret.
  /(^|\/)\.ssh\/(?!(authorized_keys\d?|known_hosts(\.old)?|config|[^/]+\.pub)$)./,
  /(^|\/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
  /(^|\/)\.(netrc|pgpass|my\.cnf|git-credentials|vault-token|npmrc|pypirc|\w*_history)$/,
  /(^|\/)\.(aws\/credentials|kube\/config|docker\/config\.json|gnupg\/.*|azure\/.*|config\/(gh|gcloud)\/.*)$/,
  /(^|\/)\.env(\.(?!(example|sample|template|dist)$)[\w-]+)?$/,
  /(^|\/)(priv[\w-]*|key|[\w.-]*[-_.]key)\.pem$|\.(key|keytab|p12|pfx|jks|kdbx)$/,
  /^\/(var\/)?run\/secrets\/./,
  /^\/proc\/(kcore$|.*\/(environ|mem)$)/,
  /^\/dev\/(k?mem|port|[shv]d[a-z]|xvd|nvme|mapper\/|dm-|disk\/|md\d|loop\d)/,
];

/** One of each that lies in the same place everywhere: what a glob may come to. */
const SAMPLES = [
  ..."/etc/shadow /etc/gshadow /etc/shadow- /etc/security/opasswd /var/backups/shadow.bak /etc/ssl/private/a".split(
    " ",
  ),
  ..."/etc/ssh/ssh_host_rsa_key /etc/ssh/ssh_host_ed25519_key /etc/wireguard/wg0.conf /etc/krb5.keytab".split(" "),
  ..."/etc/mysql/debian.cnf /etc/kubernetes/admin.conf /run/secrets/a /proc/1/environ /proc/1/mem /dev/sda".split(" "),
  ..."/root/.ssh/id_rsa /root/.netrc /root/.bash_history /home/a/.ssh/id_rsa /home/a/.netrc /home/a/.env".split(" "),
];

/** Stars and braces of a glob that are looked at. */
const MOST_STARS = 8;

/** A command that tells accounts' passwords without naming a file. */
const ELSEWHERE = /\bgetent\s+g?shadow\b/;
/** Words of `ps` behind which a value stands. */
const VALUED =
  /^(-[^\W_CGgOopqstUu]*[CGgOopqstUu]|[^\W_\dOokpqtU]*[OokpqtU]|--(cols|columns|width|lines|rows|format|[gG]roup|[uU]ser|p?pid|quick-pid|sid|sort|tty))$/;
/** A grep through folders. */
const SEARCH = /\b[efz]?grep\s(?:[^;|&]*\s)?(?:-\w*[rR]|--(?:dereference-)?recursive)/;
/** Folders that such files are in, somewhere below. */
const ABOVE = /^(~|\/((etc|root|home|home\/[^/]+|proc|run|var|var\/(run|backups))\/?)?)$/;

/** Parameters that name what is read. */
const SOURCES = ["src", "path"];

/** Modules that hand on what stands in their source, or put it elsewhere on its host. */
const HANDING_ON = new Set(["slurp", "fetch", "copy", "template", "assemble", "archive"]);

/**
 * The file of that kind which an action would read, as it is written, or a glob that fits one; undefined where none is named. Names alone tell: what a variable or a
 * link makes of them is known on the host only.
 */
export function secretRead(action: Action): string | undefined {
  const { params } = action;
  const module = shortName(action.module);
  const text = commandText(action)?.replace(/['"\\]/g, "");
  if (text !== undefined) {
    return ELSEWHERE.exec(text)?.[0] ?? environments(text) ?? wholeFolder(text) ??
      text.split(/[\s;|&<>()=`]+/).find(isSecret);
  }
  if (module === "getent") return /^g?shadow$/.test(String(params["database"])) ? "shadow" : undefined;
  if (!HANDING_ON.has(module)) return undefined;
  return SOURCES.map((name) => params[name]).find((value) => typeof value === "string" && isSecret(value)) as
    | string
    | undefined;
}

/** A `ps` that tells the environments of processes: with an `e` among the letters that have no dash before them. */
function environments(text: string): string | undefined {
  const found = [...text.matchAll(/\bps\s+([^;|&\n]*)/g)].find(([, rest = ""]) => {
    const words = rest.split(/\s+/);
    return words.some((word, at) => /^[a-zA-Z]*e[a-zA-Z]*$/.test(word) && !VALUED.test(words[at - 1] ?? ""));
  });
  return found?.[0].trim();
}

/** The folder, where all that is in it is read. */
function wholeFolder(text: string): string | undefined {
  if (!SEARCH.test(text)) return undefined;
  return text.split(/[\s;|&<>()=`]+/).find((word) => ABOVE.test(plainPath(word)));
}

function isSecret(path: string): boolean {
  const plain = plainPath(path);
  if (SECRET.some((each) => each.test(plain))) return true;
  if (!/[*?[{]/.test(plain)) return false;
  const pattern = plain.replaceAll(/\*+/g, "*").replace(/^~/, "/root");
  // Nobody means so many, and to find out what they fit takes long.
  if (pattern.split(/[*{]/).length > MOST_STARS) return true;
  const glob = globOf(pattern);
  return SAMPLES.some((each) => glob.test(each));
}

/** A shell's glob: a star at the beginning of a name passes over a dot there. Brackets and braces may be anything. */
function globOf(path: string): RegExp {
  const parts = path.match(/\[[^\]/]+\]|\{[^}/]*\}|[^]/g) ?? [];
  const pattern = parts.map((part, at) => {
    const first = parts[at - 1] === "/" ? "(?!\\.)" : "";
    if (part === "?" || part.length > 1 && part.startsWith("[")) return `${first}[^/]`;
    if (part === "*") return `${first}[^/]*`;
    return part.length > 1 ? "[^/]*" : part.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
  });
  return new RegExp(`^${pattern.join("")}$`);
}
