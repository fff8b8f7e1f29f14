// Programs that only read, and with which options and operands: whatever is not written here is not known as reading.
import { ANY } from "./glob.ts";
import { type Read, readOptions } from "./options.ts";
import { isWebAddress, none, plain, type Reading } from "./reading.ts";
import { SERVICES } from "./reading_services.ts";
import type { Word } from "./shell_syntax.ts";
import { awkReads, sedReads } from "./text_programs.ts";

/** Programs that have no way to write but their output, whatever they are told. */
const ANYTHING = new Set(
  ("cat head tail ls dir vdir stat id uname uptime df du free ps pgrep pidof wc cut tr readlink realpath basename dirname echo printf " +
    "true false : test [ pwd whoami groups who w users nproc lscpu lsblk lsmod lspci lsusb lsmem lsns lsipc lslocks lslogins getent arch " +
    "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum nl tac rev fold comm paste join expr seq od diff cmp " +
    "vmstat iostat mpstat findmnt mountpoint tty printenv locale strings grep egrep fgrep zgrep zcat xzcat bzcat zstdcat base64 base32 " +
    "jq logname getconf which whereis type numfmt fmt expand unexpand column sleep netstat pstree namei last lastb " +
    "cd exit return break continue shift set export readonly local unset read wait umask ulimit getopts times systemd-detect-virt " +
    "runlevel sestatus getenforce aa-status dpkg-query apropos whatis tsort factor pr getfacl lsattr lsinitramfs " +
    "hostid").split(" "),
);

const IP_READS = /^(s|sh|sho|show|l|ls|list|lst|g|get)$/;

/** Other programs, by their names. */
const READING: Record<string, Reading> = {
  ...SERVICES,
  hostname: {
    options: { flags: "AadfIisy", names: "all-fqdns alias domain fqdn long all-ip-addresses ip-address short" },
    operands: none,
  },
  date: {
    options: {
      flags: "uR",
      values: "dr",
      names: "utc universal rfc-email iso-8601 debug rfc-3339",
      named: "date reference",
      words: /^-I\w*$/,
    },
    operands: (rest) => rest.every((word) => word.text.startsWith("+")) && rest.length < 2,
  },
  uniq: {
    strict: true,
    options: {
      flags: "cdDuiz",
      values: "fsw",
      names: "count repeated unique ignore-case all-repeated",
      named: "skip-fields skip-chars check-chars",
    },
    operands: (rest) => rest.length < 2,
  },
  sort: {
    options: {
      flags: "bdfgiMhnRrVcCmsuz",
      values: "kt",
      names: "reverse numeric-sort human-numeric-sort version-sort unique ignore-case stable zero-terminated check",
      named: "key field-separator",
    },
  },
  ss: {
    options: {
      flags: "HOnraleompTsi460tudwxSZzEbBQ",
      values: "fF",
      names: "no-header listening tcp udp numeric processes all summary extended memory info ipv4 ipv6 unix raw",
    },
    operands: (_rest, { given }) => given.every(({ name }) => name !== "-F" && name !== "-E"),
  },
  ip: {
    options: {
      flags: "sdhroj0460",
      names: "json brief",
      words: /^-(json|j|br|brief|s|stats|statistics|details|d|4|6|o|oneline|c|color|p|pretty|family|h|human)$/,
    },
    operands: (rest) => {
      const [object, verb] = rest.map(plain);
      return /^(a|addr|address|r|ro|route|l|link|n|neigh|neighbour|rule|maddress|tunnel|mroute)$/.test(object ?? "") &&
        (rest.length === 1 || IP_READS.test(verb ?? "")) && rest.every((word) => !/^(e|ex|exe|exec)$/.test(word.text));
    },
  },
  curl: {
    // With --resolve a name leads where it says.
    asks: (rest, { given }) => [...rest, ...valuesOf(given, /^--resolve$/)],
    options: {
      flags: "sSfILiGkv46gN0h",
      values: "mwHAureo",
      names:
        "silent show-error fail fail-with-body head location include insecure verbose ipv4 ipv6 compressed get http1.1 http2 no-progress-meter",
      named:
        "max-time connect-timeout retry retry-delay header user-agent write-out range referer resolve max-redirs cacert noproxy output",
    },
    operands: (rest, { given }) =>
      rest.length > 0 && rest.every(isWebAddress) &&
      given.every(({ name, value }) =>
        value === undefined || !value.text.includes(ANY) && !/^@|%output\{/.test(value.text) &&
          (!/^(-o|--output)$/.test(name) || /^(-|\/dev\/null)$/.test(value.text))
      ),
  },
  wget: {
    asks: (rest) => rest,
    options: {
      flags: "qSv46",
      values: "TtUO",
      names: "quiet server-response spider no-check-certificate no-verbose",
      named: "timeout tries user-agent header output-document",
    },
    operands: (rest, { given }) =>
      rest.length > 0 && rest.every(isWebAddress) && (given.some(({ name }) => name === "--spider") ||
        given.some(({ name, value }) => /^(-O|--output-document)$/.test(name) && value?.text === "-")) &&
      given.every(({ name, value }) => !/^(-O|--output-document)$/.test(name) || value?.text === "-"),
  },
  ping: {
    asks: (rest) => rest,
    options: { flags: "qn46", values: "cWwI" },
    operands: (rest, { given }) => rest.length === 1 && given.some(({ name }) => name === "-c"),
  },
  pg_isready: {
    asks: (_rest, { given }) =>
      valuesOf(given, /^(-[hd]|--host|--dbname)$/).filter(({ text }) => !text.startsWith("/")),
    options: { flags: "q", values: "dhptU", names: "quiet", named: "dbname host port timeout username" },
    operands: none,
  },
  file: { options: { flags: "bLhikprszv0", values: "F", names: "brief mime mime-type mime-encoding dereference" } },
  xxd: { strict: true, options: { flags: "bpuie", values: "lscg" }, operands: (rest) => rest.length < 2 },
  hexdump: { options: { flags: "bcCdovx", values: "ns" } },
  lsof: { options: { flags: "nPtlUbRNO", values: "pucdg", words: /^-i.*$/ } },
  mount: { options: { flags: "lv", values: "t" }, operands: none },
  swapon: {
    options: { flags: "s", names: "show summary noheadings bytes" },
    operands: (rest, { given }) => rest.length === 0 && given.length > 0,
  },
  blkid: { options: { values: "sot", flags: "p" } },
  sysctl: {
    options: { flags: "anqe", names: "all values" },
    operands: (rest) => rest.every((word) => !/[=\ue000]/.test(word.text)),
  },
  tar: {
    options: { flags: "tzjJv", values: "f" },
    operands: (_rest, { given }) =>
      given.some(({ name }) => name === "-t") && given.every(({ value }) => !value?.text.includes(":")),
  },
  unzip: {
    options: { flags: "lZpv" },
    operands: (_rest, { given }) => given.some(({ name }) => /^-[lZp]$/.test(name)),
  },
  openssl: {
    options: {
      words:
        /^-(noout|enddate|startdate|dates|subject|issuer|serial|fingerprint|text|checkend|in|purpose|pubkey|ext|nameopt|sha256)$/,
    },
    operands: (rest) => /^(x509|version|crl|req)$/.test(plain(rest[0])) && rest.length < 4,
  },
};

function valuesOf(given: Read["given"], names: RegExp): Word[] {
  return given.flatMap(({ name, value }) => names.test(name) && value !== undefined ? [value] : []);
}

/** Names and addresses that a program which only reads asks something of, as they are written. */
export function addressesIn(name: string, words: readonly Word[]): string[] {
  const texts = words.map(({ text }) => text);
  if (name === "getent") return lookedUp(texts);
  if (ANYTHING.has(name)) return [];
  const reading = Object.hasOwn(READING, name) ? READING[name] : undefined;
  const read = reading?.asks && readOptions(words, reading.options, { mixed: reading.strict !== true });
  if (reading?.asks === undefined || !read) return texts.filter((text) => text.includes("://"));
  return reading.asks(read.rest, read).map(({ text }) => text);
}

/** What follows the database's name, where that is, or may be, one of hosts. */
function lookedUp(texts: readonly string[]): string[] {
  const isValue = (at: number) => /^(-[iA]*s|--s\w*)$/.test(texts[at - 1] ?? "");
  const [database = "", ...keys] = texts.filter((text, at) => !text.startsWith("-") && !isValue(at));
  return database.includes("hosts") || database.includes(ANY) ? keys : [];
}

/** Programs that may do anything, and still tell their version. */
const TELLING = new Set(
  "python python3 perl ruby php node deno java go git docker make gcc psql mysql mariadb redis-server nginx".split(" "),
);

/** find's tests and the actions that print. */
const FIND =
  /^-(P|H|L|name|iname|path|ipath|wholename|regex|iregex|regextype|type|xtype|size|mtime|mmin|atime|amin|ctime|cmin|newer\w*|user|group|uid|gid|perm|maxdepth|mindepth|depth|xdev|mount|empty|links|inum|samefile|readable|writable|executable|nouser|nogroup|not|o|or|a|and|prune|print|print0|printf|ls|quit|true|false|daystart|follow|fstype|lname|ilname|used|exec|execdir|\d+[a-zA-Z]?)$/;

/** Whether a program with these arguments only reads. What it starts in turn is looked at elsewhere. */
export function programReads(name: string, words: readonly Word[]): boolean {
  if (words.some((word) => word.text.includes(ANY) && word.split === "words") && !ANYTHING.has(name)) return false;
  if (name === "sed") return sedReads(words);
  if (name === "awk" || name === "gawk" || name === "mawk") return awkReads(words);
  if (name === "find") return words.every((word) => !word.text.startsWith("-") || FIND.test(word.text));
  if (ANYTHING.has(name)) return true;
  if (TELLING.has(name) && words.length === 1 && /^(--version|-version|-V)$/.test(words[0]?.text ?? "")) return true;
  const reading = Object.hasOwn(READING, name) ? READING[name] : undefined;
  if (reading === undefined) return false;
  const read = readOptions(words, reading.options, { mixed: reading.strict !== true });
  return read !== null && (reading.operands === undefined || reading.operands(read.rest, read));
}
