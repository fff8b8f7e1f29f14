// What systemd, or the files that it would read, say of a unit.
import type { ModuleCall } from "../../ports/module.ts";
import { Fields } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { strip } from "../../templates/characters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { SBIN } from "../scripts/sbin_path.ts";
import { quote, quoteAll } from "../scripts/shell_words.ts";
import { scriptOf } from "./init_probe.ts";
import { unitProperties, wasIgnored } from "./systemctl_show.ts";
import { type Run, RUNS, toldRun } from "../scripts/told_runs.ts";
import { wholeOutput } from "../scripts/whole_output.ts";

/** What was found. */
export interface UnitFacts {
  /** Properties, as `systemctl show` has them; empty where systemd could not be asked. */
  status: Record<string, string>;
  /** What `is-enabled` said, and with `-l`; only what was needed is asked. */
  enabled?: Run;
  enabledFull?: Run;
  /** systemd knows the unit. */
  isUnit: boolean;
  /** There is an init script of the name. */
  isScript: boolean;
  /** That script is started at boot. */
  scriptEnabled: boolean;
  /** Nobody can be asked how it runs: this is a chroot, or systemd is said to be off line. */
  offline: boolean;
}

/** What the words of systemctl are before its verb, for these parameters. */
export function systemctl(params: Params): string[] {
  const scope = params.text("scope") ?? "system";
  return [
    "systemctl",
    ...(scope === "system" ? [] : [`--${scope}`]),
    ...(params.flag("no_block") ? ["--no-block"] : []),
    ...(params.flag("force") ? ["--force"] : []),
  ];
}

/** A user's own systemd is found by this, which a session without a login lacks. */
export const RUNTIME = ': "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"; export XDG_RUNTIME_DIR\n';
/** Sets `off` where this is another root than that of the first process, or where systemd is said to be off line. */
const CHROOT = `off=
if [ -n "\${debian_chroot-}" ] || [ "\${SYSTEMD_OFFLINE-}" = 1 ]; then off=yes
elif [ -e /proc/1/root/. ]; then [ / -ef /proc/1/root/. ] || off=yes
else case $(stat -f -c %T / 2>/dev/null) in btrfs) f=256;; xfs) f=128;; *) f=2;; esac
  [ "$(stat -c %i / 2>/dev/null)" = "$f" ] || off=yes; fi
[ -z "$off" ] || e offline yes
`;

/** One round trip. Throws ProbeFailed where there is no systemctl. */
export async function probeUnit(params: Params, call: ModuleCall): Promise<UnitFacts> {
  const output = await wholeOutput(await call.shell(), `${RUNS}${SBIN}${unitLook(params)}`, call.signal);
  return unitFacts(new Fields(output.stdout));
}

/** Shell that tells what `unitFacts` reads. */
export function unitLook(params: Params): string {
  const name = params.text("name");
  const ctl = quoteAll(systemctl(params));
  const unit = quote(name ?? "");
  const masked = params.raw("masked") !== null ? `r enabled ${ctl} is-enabled -- ${unit}\n` : "";
  const asked = params.raw("enabled") !== null ? `r full ${ctl} is-enabled -l -- ${unit}\n` : "";
  const look = name === undefined
    ? ""
    : `${RUNTIME}${CHROOT}${unitScript(ctl, name)}${masked}${asked}${scriptTest(name)}`;
  return `if command -v systemctl >/dev/null; then e systemctl yes\n${look}fi\n`;
}

/** Asks systemd, and where it cannot be asked what its files say. */
function unitScript(ctl: string, name: string): string {
  const unit = quote(name);
  const base = name.includes("@") ? name.slice(0, name.indexOf("@") + 1) : name;
  return `r show ${ctl} show -- ${unit}
case $rc$err in 1*"Failed to parse bus message"*)
  r files ${ctl} list-unit-files -- ${quote(`${base}*`)}; r active ${ctl} is-active -- ${unit};;
*) if [ "$rc" != 0 ] || [ -n "$off" ] || [ ! -d /run/systemd/system ]; then
  r known ${ctl} is-enabled -- ${unit}
  r listed ${ctl} list-unit-files -- ${unit}
  [ "$rc" = 0 ] || r plain ${ctl}
fi;; esac
e base ${quote(base)}
`;
}

function scriptTest(name: string): string {
  return `[ -e ${quote(scriptOf(name))} ] && e script yes
d=/etc; [ -d /etc/rc0.d ] || d=/etc/init.d
for l in "$d"/rc?.d/S??${quote(name)}; do if [ -e "$l" ] || [ -L "$l" ]; then e rc yes; break; fi; done
`;
}

const STATES = ["enabled", "enabled-runtime", "linked", "linked-runtime", "masked", "masked-runtime", "static"]
  .concat(["indirect", "disabled", "generated", "transient"]);

/** Pure: what the answers mean. Throws ProbeFailed where systemctl does not work at all. */
export function unitFacts(fields: Fields): UnitFacts {
  if (fields.raw("systemctl") === undefined) {
    throw new ProbeFailed(
      'Failed to find required executable "systemctl": the host has no systemd; the module service works with other init systems',
    );
  }
  const show = toldRun(fields, "show");
  const [enabled, enabledFull] = [toldRun(fields, "enabled"), toldRun(fields, "full")];
  const facts: UnitFacts = {
    status: {},
    ...(enabled === undefined ? {} : { enabled }),
    ...(enabledFull === undefined ? {} : { enabledFull }),
    isUnit: false,
    isScript: fields.raw("script") !== undefined,
    scriptEnabled: fields.raw("rc") !== undefined,
    offline: fields.raw("offline") !== undefined,
  };
  if (show === undefined) return facts;
  const files = toldRun(fields, "files");
  if (files !== undefined) {
    const ActiveState = strip(toldRun(fields, "active")?.out ?? "", "\n", "right");
    return {
      ...facts,
      status: { ...unitProperties(show.out), ActiveState },
      isUnit: files.out.includes(fields.raw("base") ?? ""),
    };
  }
  if (show.rc === 0 && !wasIgnored(show.out) && !wasIgnored(show.err)) {
    const status = unitProperties(show.out);
    return { ...facts, status, isUnit: (status.LoadState ?? "not-found") !== "not-found" };
  }
  if (STATES.includes(toldRun(fields, "known")?.out.trim() ?? "")) return { ...facts, isUnit: true };
  if (toldRun(fields, "listed")?.rc === 0) return { ...facts, isUnit: true };
  const plain = toldRun(fields, "plain");
  if (plain !== undefined && plain.rc !== 0) {
    throw new ProbeFailed(plain.err.trimEnd(), { rc: plain.rc, stdout: plain.out, stderr: plain.err });
  }
  return facts;
}
