// The text of a systemd unit for a worker with its page.
import { quoted } from "../words/quoted.ts";

/** What is different from one machine to another. */
export interface UnitTerms {
  /** As whom it runs. */
  user: string;
  /** The words that start the program, from the root on. */
  start: readonly string[];
  /** Deno runs it, and keeps what it compiles. */
  deno: boolean;
  /** This machine is kept, too: commands here may write anywhere, and become root with sudo. */
  local: boolean;
}

const PLACE = "ftl2-enterprise";
const HOME = `/var/lib/${PLACE}`;

/** What closes the machine to a service that only goes to other hosts. Memory stays writable and executable: V8 compiles. */
const CLOSED = [
  "# Hosts are entered over ssh: of this machine it needs to write its own folder only.",
  "NoNewPrivileges=yes",
  "CapabilityBoundingSet=",
  "ProtectSystem=strict",
  "ProtectHome=read-only",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "ProtectClock=yes",
  "ProtectControlGroups=yes",
  "ProtectHostname=yes",
  "ProtectKernelLogs=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelTunables=yes",
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "LockPersonality=yes",
  "SystemCallArchitectures=native",
  "UMask=0077",
  "# What loops write beside the record (--state-file, --playbook-out, rules elsewhere) needs a line each:",
  "#ReadWritePaths=/srv/rules",
];
const OPEN = [
  "# This machine is kept, too: commands here become root with sudo and write where playbooks say, so nothing is closed.",
  "UMask=0022",
];

/** The whole file. */
export function unitText({ user, start, deno, local }: UnitTerms): string {
  const command = [...start, "--db", `${HOME}/loops.db`, "worker", "--serve"].map(word).join(" ");
  const root = user === "root";
  const sudo = local && !root
    ? [`# For become on this machine: echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/${PLACE}`]
    : [];
  return [
    `# ftl2-enterprise: a worker and its page, started with the machine and whenever they end.`,
    "#",
    `# It goes into /etc/systemd/system/${PLACE}.service; then, as root:`,
    ...root ? [] : [
      `#   useradd --system --home-dir ${HOME} --shell /usr/sbin/nologin ${user}`,
    ],
    "#   systemctl daemon-reload && systemctl enable --now ftl2-enterprise",
    "#   systemctl status ftl2-enterprise; journalctl -u ftl2-enterprise -f",
    "#",
    `# Its home, with the database, ~/.ssh and receipts, is ${HOME}. Loops are submitted as its user:`,
    `#   cd / && sudo -u ${user} -H ${
      start.map(quoted).join(" ")
    } --db ${HOME}/loops.db submit -f /etc/ftl2/site.yml --interval 5m`,
    "# Everybody who can log in to this machine can open the page: add --token-file FILE where there are others.",
    ...sudo,
    "",
    "[Unit]",
    "Description=ftl2-enterprise: keeps hosts as described",
    "Wants=network-online.target",
    "After=network-online.target time-sync.target",
    "# Tried again however often it ends.",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=exec",
    `User=${user}`,
    `StateDirectory=${PLACE}`,
    "StateDirectoryMode=0700",
    `WorkingDirectory=${HOME}`,
    `Environment=HOME=${HOME}`,
    ...deno ? [`CacheDirectory=${PLACE}`, `Environment=DENO_DIR=/var/cache/${PLACE} DENO_NO_UPDATE_CHECK=1`] : [],
    "# Keys of models and secrets that loops are bound to, NAME=VALUE, readable by root alone.",
    `EnvironmentFile=-/etc/${PLACE}/environment`,
    `ExecStart=${command}`,
    "Restart=always",
    "RestartSec=2",
    "# Told to stop it ends within 10 s: commands that run have 8 s to end. After a crash they go on, and are found again by their receipts.",
    "# So nothing but the worker itself is told, or killed.",
    "KillMode=process",
    "TimeoutStopSec=30",
    "# Interrupted is how it ends when it is told to.",
    "SuccessExitStatus=130",
    ...local ? OPEN : CLOSED,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}

/** A word of ExecStart: systemd fills in % and $, and parts at blanks. */
function word(text: string): string {
  const safe = text.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /^[\w@%+=:,./$-]+$/.test(safe) ? safe : `"${safe.replaceAll(/["\\]/g, "\\$&")}"`;
}
