// Programs that only read, and with which options and operands: whatever is not written here is not known as reading.
import { ANY } from "./glob.ts";
import { type Options, type Read, readOptions } from "./options.ts";
import type { Word } from "./shell_syntax.ts";
import { awkReads, sedReads } from "./text_programs.ts";

/** What of a program only reads. */
interface Reading {
  options: Options;
  /** What the operands may be; absent: anything. */
  operands?: (rest: readonly Word[], read: Read) => boolean;
}

/** Programs that have no way to write but their output, whatever they are told. */
const ANYTHING = new Set(
  ("cat head tail ls dir vdir stat id uname uptime df du free ps pgrep pidof wc cut tr readlink realpath basename dirname echo printf " +
    "true false : test [ pwd whoami groups who w users nproc lscpu lsblk lsmod lspci lsusb lsmem lsns lsipc lslocks lslogins getent arch " +
    "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum nl tac rev fold comm paste join expr seq od diff cmp " +
    "vmstat iostat mpstat findmnt mountpoint tty printenv locale strings grep egrep fgrep zgrep zcat xzcat bzcat zstdcat base64 base32 " +
    "jq logname getconf which whereis type numfmt fmt expand unexpand column sleep netstat pstree namei last lastb " +
    "cd exit return break continue shift set export readonly local unset read wait umask ulimit getopts times systemd-detect-virt " +
    "runlevel sestatus getenforce aa-status pg_isready dpkg-query apropos whatis tsort factor pr getfacl lsattr lsinitramfs " +
    "hostid").split(" "),
);

const WORDS = (words: string): Options => ({ words: new RegExp(`^(${words})$`) });
const first = (pattern: RegExp) => (rest: readonly Word[]) => pattern.test(plain(rest[0]));
const none = (rest: readonly Word[]) => rest.length === 0;
const VERSION: Reading = { options: WORDS("--version|-version|-V"), operands: none };

const SYSTEMCTL =
  /^(status|show|cat|is-active|is-enabled|is-failed|is-system-running|list-[a-z-]+|get-default|show-environment)$/;
const IP_READS = /^(s|sh|sho|show|l|ls|list|lst|g|get)$/;

/** By the program's name. */
const READING: Record<string, Reading> = {
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
  systemctl: {
    options: {
      flags: "alq",
      values: "pntoM",
      names: "no-pager all full quiet plain value no-legend failed user system now",
      named: "property lines type state output",
    },
    operands: (rest) => rest.length === 0 || SYSTEMCTL.test(plain(rest[0])),
  },
  journalctl: {
    options: {
      flags: "xerqaklmb",
      values: "unptSUogG",
      names:
        "no-pager catalog pager-end reverse quiet all full dmesg utc no-hostname no-full list-boots disk-usage boot no-tail merge",
      named: "unit lines priority identifier since until output grep facility user-unit",
    },
  },
  dmesg: {
    options: { flags: "HTxkutdePLr", values: "lf", names: "human ctime level nopager", named: "facility" },
    operands: none,
  },
  dpkg: {
    options: {
      flags: "lsLSpVC",
      names: "list status listfiles search print-avail get-selections print-architecture audit verify version",
    },
    operands: (_rest, { given }) => given.length > 0,
  },
  rpm: {
    options: {
      flags: "qailcdfRpVskv",
      names: "all info list requires provides whatprovides changelog last scripts verify version",
      named: "qf queryformat",
    },
    operands: (_rest, { given }) => given[0] !== undefined && /^(-q|-V|--version|--verify)$/.test(given[0].name),
  },
  "apt-cache": {
    options: { flags: "qan", names: "names-only full installed" },
    operands: first(/^(policy|show|showpkg|search|depends|rdepends|madison|pkgnames|stats)$/),
  },
  apt: {
    options: { names: "installed upgradable all-versions", flags: "aq" },
    operands: first(/^(list|show|policy|search)$/),
  },
  "apt-mark": { options: {}, operands: first(/^(showauto|showmanual|showhold)$/) },
  curl: {
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
    options: { flags: "qn46", values: "cWwI" },
    operands: (rest, { given }) => rest.length === 1 && given.some(({ name }) => name === "-c"),
  },
  file: { options: { flags: "bLhikprszv0", values: "F", names: "brief mime mime-type mime-encoding dereference" } },
  xxd: { options: { flags: "bpuie", values: "lscg" }, operands: (rest) => rest.length < 2 },
  hexdump: { options: { flags: "bcCdovx", values: "ns" } },
  lsof: { options: { flags: "nPtlUbRNO", values: "pucdg", words: /^-i.*$/ } },
  crontab: {
    options: { flags: "l", values: "u" },
    operands: (rest, { given }) => rest.length === 0 && given.some(({ name }) => name === "-l"),
  },
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
  timedatectl: {
    options: { names: "no-pager" },
    operands: (rest) => none(rest) || first(/^(status|show|list-timezones)$/)(rest),
  },
  hostnamectl: {
    options: { names: "no-pager static pretty" },
    operands: (rest) => none(rest) || rest.length === 1 && plain(rest[0]) === "status",
  },
  localectl: { options: { names: "no-pager" }, operands: (rest) => none(rest) || first(/^(status|list-\w+)$/)(rest) },
  loginctl: {
    options: { names: "no-pager no-legend" },
    operands: (rest) => none(rest) || first(/^(list-\w+|show-\w+|session-status|user-status)$/)(rest),
  },
  resolvectl: {
    options: { names: "no-pager" },
    operands: (rest) => none(rest) || first(/^(status|query|statistics)$/)(rest),
  },
  networkctl: {
    options: { names: "no-pager no-legend" },
    operands: (rest) => none(rest) || first(/^(list|status)$/)(rest),
  },
  service: {
    options: { names: "status-all" },
    operands: (rest) => none(rest) || rest.length === 2 && plain(rest[1]) === "status",
  },
  nginx: {
    options: { flags: "tTvVq", values: "cp" },
    operands: (rest, { given }) => none(rest) && given.some(({ name }) => /^-[tTvV]$/.test(name)),
  },
  apache2ctl: {
    options: { flags: "tvVSM" },
    operands: (rest, { given }) => given.length > 0 ? none(rest) : first(/^configtest$/)(rest),
  },
  sshd: {
    options: { flags: "tT", values: "f" },
    operands: (rest, { given }) => none(rest) && given.some(({ name }) => /^-[tT]$/.test(name)),
  },
  visudo: {
    options: { flags: "cq", values: "f", names: "check" },
    operands: (_rest, { given }) => given.some(({ name }) => /^(-c|--check)$/.test(name)),
  },
  haproxy: {
    options: { flags: "cvV", values: "f" },
    operands: (rest, { given }) => none(rest) && given.some(({ name }) => /^-[cv]$/.test(name)),
  },
  "named-checkconf": { options: { flags: "zp" } },
  "update-alternatives": { options: { names: "get-selections", named: "display list query" }, operands: none },
  tar: {
    options: { flags: "tzjJv", values: "f" },
    operands: (_rest, { given }) =>
      given.some(({ name }) => name === "-t") && given.every(({ value }) => !value?.text.includes(":")),
  },
  unzip: {
    options: { flags: "lZpv" },
    operands: (_rest, { given }) => given.some(({ name }) => /^-[lZp]$/.test(name)),
  },
  ufw: { options: {}, operands: first(/^(status|show|version)$/) },
  "firewall-cmd": {
    options: {
      names: "state list-all list-services list-ports list-all-zones get-default-zone get-active-zones",
      named: "zone",
    },
    operands: none,
  },
  iptables: {
    options: { flags: "LSnvx", values: "t", names: "list list-rules numeric verbose line-numbers" },
    operands: (rest, { given }) => rest.length < 3 && given.some(({ name }) => /^(-[LS]|--list.*)$/.test(name)),
  },
  nft: { options: { flags: "anjs" }, operands: first(/^list$/) },
  pip: { options: { flags: "v", names: "outdated" }, operands: first(/^(list|show|freeze)$/) },
  docker: {
    options: {
      flags: "aqsn",
      values: "f",
      names: "all quiet no-trunc size",
      named: "format filter tail since last",
    },
    operands: first(/^(ps|images|inspect|logs|version|info|top|port|history|diff)$/),
  },
  supervisorctl: { options: {}, operands: first(/^status$/) },
  zpool: { options: { flags: "Hvxp", values: "o" }, operands: first(/^(status|list|get)$/) },
  zfs: { options: { flags: "Hrp", values: "ot" }, operands: first(/^(list|get)$/) },
  openssl: {
    options: {
      words:
        /^-(noout|enddate|startdate|dates|subject|issuer|serial|fingerprint|text|checkend|in|purpose|pubkey|ext|nameopt|sha256)$/,
    },
    operands: (rest) => /^(x509|version|crl|req)$/.test(plain(rest[0])) && rest.length < 4,
  },
};

for (const name of ["apachectl", "httpd", "apache2"]) READING[name] = READING["apache2ctl"] ?? VERSION;
for (const name of ["ip6tables"]) READING[name] = READING["iptables"] ?? VERSION;
for (const name of ["pip3"]) READING[name] = READING["pip"] ?? VERSION;
for (const name of ["podman"]) READING[name] = READING["docker"] ?? VERSION;
for (
  const name
    of "python python3 perl ruby php node deno java go git docker make gcc psql mysql mariadb redis-server bash".split(
      " ",
    )
) {
  READING[name] ??= VERSION;
}

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
  const reading = Object.hasOwn(READING, name) ? READING[name] : undefined;
  if (reading === undefined) return false;
  const read = readOptions(words, reading.options, { mixed: true });
  return read !== null && (reading.operands === undefined || reading.operands(read.rest, read));
}

function plain(word: Word | undefined): string {
  return word === undefined || word.split || word.text.includes(ANY) ? "" : word.text;
}

/** An address that is written out: what was read before cannot be sent away with it. */
function isWebAddress({ text, split }: Word): boolean {
  return !split && !text.includes(ANY) && (/^https?:\/\//.test(text) || /^[\w.-]+(:\d+)?(\/[\w./?=&%-]*)?$/.test(text));
}
