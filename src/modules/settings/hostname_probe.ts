// What hostname looks at: who keeps the host's name, and what it is.
import type { ModuleCall } from "../../ports/module.ts";
import { Fields } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { LOOK, type PathFacts, pathFacts } from "../files/path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { SBIN } from "../scripts/sbin_path.ts";

/** Files that hosts keep their names in. */
export const FILES = {
  debian: "/etc/hostname",
  sles: "/etc/HOSTNAME",
  redhat: "/etc/sysconfig/network",
  openrc: "/etc/conf.d/hostname",
  freebsd: "/etc/rc.conf.d/hostname",
  openbsd: "/etc/myname",
} as const;

/** What the host says. */
export interface HostnameFacts {
  /** `uname -s`, and ID and VERSION_ID of os-release. */
  system: string;
  id: string;
  version: string;
  /** systemd runs it. */
  systemd: boolean;
  /** The name that the kernel has. */
  running: string;
  fqdn: string;
  /** What hostnamectl says; where it was asked, and can be. */
  transient?: string;
  static?: string;
  /** Its words where it cannot be asked. */
  refusal?: string;
  /** Those of FILES that are there. */
  files: { path: PathFacts; text: string }[];
}

const FQDN = "n fqdn; hostname -f 2>/dev/null || uname -n; z\n";

/** The look at what the name has become. */
export const REPORT = `${SBIN}${LOOK}${FQDN}`;

/** Looks: one round trip. */
export async function probeHostname(params: Params, call: ModuleCall): Promise<HostnameFacts> {
  const use = params.text("use");
  // hostnamectl takes a while: it is asked only where it will be told, too.
  const asks = use === "systemd" || use === "debian" ? "asks=yes" : use === undefined ? "asks=$systemd" : "asks=";
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", `${SCRIPT_BEGIN}${asks}\n${SCRIPT_END}`], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const line = (name: string) => (fields.line(name) ?? "").trim();
  const told = (name: string) => fields.raw(name) === undefined ? {} : { [name]: line(name) };
  return {
    system: line("system"),
    id: line("id"),
    version: line("version"),
    systemd: fields.raw("systemd") === "yes",
    running: line("running"),
    fqdn: line("fqdn"),
    ...told("transient"),
    ...told("static"),
    ...told("refusal"),
    files: Object.values(FILES).flatMap((file) => {
      const text = fields.raw(`text ${file}`);
      return text === undefined ? [] : [{ path: pathFacts(fields, file), text }];
    }),
  };
}

const SCRIPT_BEGIN = `${SBIN}LC_ALL=C; export LC_ALL
${LOOK}n system; uname -s; z
if [ -r /etc/os-release ]; then e id "$(. /etc/os-release; echo "\${ID-}")" version "$(. /etc/os-release; echo "\${VERSION_ID-}")"; fi
systemd=
if command -v systemctl >/dev/null; then
for d in /run/systemd/system /dev/.run/systemd /dev/.systemd; do [ ! -d "$d" ] || systemd=yes; done; fi
e systemd "$systemd"
n running; hostname 2>/dev/null || uname -n; z
${FQDN}`;

const SCRIPT_END = `if [ -n "$asks" ]; then
if o=$(hostnamectl --transient status 2>&1); then e transient "$o"; else e refusal "rc=$?, $o"; fi
if o=$(hostnamectl --static status 2>&1); then e static "$o"; else e refusal "rc=$?, $o"; fi
fi
for f in ${Object.values(FILES).join(" ")}; do
if [ -f "$f" ]; then look "$f" "$f"; n "text $f"; cat "$f"; z; fi; done`;
