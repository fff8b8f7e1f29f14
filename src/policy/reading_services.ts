// Programs of services, packages and the system: with which of their words they only read.
import { checksOwn } from "./checked_configs.ts";
import { first, none, noneOr, plain, type Reading } from "./reading.ts";

const SYSTEMCTL =
  /^(status|show|cat|is-active|is-enabled|is-failed|is-system-running|list-[a-z-]+|get-default|show-environment)$/;

/** By the program's name. */
export const SERVICES: Record<string, Reading> = {
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
  crontab: {
    options: { flags: "l", values: "u" },
    operands: (rest, { given }) => rest.length === 0 && given.some(({ name }) => name === "-l"),
  },
  timedatectl: {
    options: { names: "no-pager" },
    operands: noneOr(/^(status|show|list-timezones)$/),
  },
  hostnamectl: {
    options: { names: "no-pager static pretty" },
    operands: (rest) => none(rest) || rest.length === 1 && plain(rest[0]) === "status",
  },
  localectl: { options: { names: "no-pager" }, operands: noneOr(/^(status|list-\w+)$/) },
  loginctl: {
    options: { names: "no-pager no-legend" },
    operands: noneOr(/^(list-\w+|show-\w+|session-status|user-status)$/),
  },
  resolvectl: {
    asks: (rest) => rest.slice(1),
    options: { names: "no-pager" },
    operands: noneOr(/^(status|query|statistics)$/),
  },
  networkctl: {
    options: { names: "no-pager no-legend" },
    operands: noneOr(/^(list|status)$/),
  },
  service: {
    options: { names: "status-all" },
    operands: (rest) => none(rest) || rest.length === 2 && plain(rest[1]) === "status",
  },
  nginx: {
    // -T tells no more than a look at its files would.
    options: { flags: "tTvVq", values: "c" },
    operands: (rest, read) =>
      none(rest) && read.given.some(({ name }) => /^-[tTvV]$/.test(name)) && checksOwn("nginx", read),
  },
  apache2ctl: {
    options: { flags: "tvVSM" },
    operands: (rest, { given }) => given.length > 0 ? none(rest) : first(/^configtest$/)(rest),
  },
  sshd: {
    options: { flags: "tT", values: "f" },
    operands: (rest, read) =>
      none(rest) && read.given.some(({ name }) => /^-[tT]$/.test(name)) && checksOwn("sshd", read),
  },
  visudo: {
    options: { flags: "cq", values: "f", names: "check" },
    operands: (_rest, read) => read.given.some(({ name }) => /^(-c|--check)$/.test(name)) && checksOwn("visudo", read),
  },
  haproxy: {
    options: { flags: "cvV", values: "f" },
    operands: (rest, read) =>
      none(rest) && read.given.some(({ name }) => /^-[cv]$/.test(name)) && checksOwn("haproxy", read),
  },
  "named-checkconf": {
    options: { flags: "zpx" },
    // Without -x the keys are printed, too.
    operands: (_rest, read) => {
      const has = (letter: string) => read.given.some(({ name }) => name === letter);
      return (!has("-p") || has("-x")) && checksOwn("named-checkconf", read);
    },
  },
  "update-alternatives": { options: { names: "get-selections", named: "display list query" }, operands: none },
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
};

const ALIKE: Record<string, string> = {
  apachectl: "apache2ctl",
  httpd: "apache2ctl",
  apache2: "apache2ctl",
  ip6tables: "iptables",
  pip3: "pip",
  podman: "docker",
};
for (const [name, as] of Object.entries(ALIKE)) if (SERVICES[as] !== undefined) SERVICES[name] = SERVICES[as];
