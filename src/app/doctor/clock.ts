// The clock of this machine: leases, schedules and the record are told by it.
import type { Finding } from "../../ports/checkup.ts";
import type { Clock } from "../../ports/clock.ts";
import { durationText } from "../../words/duration_text.ts";
import { stat, variable } from "./here.ts";
import { finding } from "./look.ts";

/** When this was written: no clock that is right says less. */
const EARLIEST = Date.UTC(2026, 0);
const LATEST = Date.UTC(2100, 0);
/** Milliseconds by which a clock may be behind what another process has just written. */
const SLACK_MS = 1000;
/** Between two looks at both clocks. */
const JUMP_MS = 250;

/** What both of a machine's clocks say. */
export interface Moment {
  wall: number;
  steady: number;
}

/** Both clocks now. */
export function moment(clock: Clock): Moment {
  return { wall: clock.now(), steady: clock.monotonic() };
}

/** `before` was taken earlier; `latest` is the latest moment that the record speaks of. */
export function clockFinding(clock: Clock, { before, latest }: { before: Moment; latest: number | null }): Finding[] {
  const now = moment(clock);
  const says = iso(now.wall);
  const set = ["timedatectl set-ntp true", "Or set it by hand: date -s '2026-11-23 20:00'"];
  if (now.wall < EARLIEST || now.wall > LATEST) {
    return [finding("clock", "problem", `it says ${says}: that is no time of ours, and TLS and leases fail`, set)];
  }
  const jump = Math.round(now.wall - before.wall - (now.steady - before.steady));
  if (Math.abs(jump) > JUMP_MS) {
    const how = `${durationText(Math.abs(jump)) === "0 s" ? `${Math.abs(jump)} ms` : durationText(Math.abs(jump))}`;
    return [
      finding("clock", "warning", `it was set ${jump > 0 ? "forward" : "back"} by ${how} while this looked`, [
        "Let it be slewed, not set: timedatectl set-ntp true",
      ]),
    ];
  }
  const behind = latest === null ? 0 : latest - now.wall;
  if (behind > SLACK_MS) {
    const mend = [...set, "Until then leases and schedules on record lie in the future, and nobody takes those loops"];
    return [
      finding("clock", "problem", `it says ${says}, ${durationText(behind)} before the latest row of the record`, mend),
    ];
  }
  return [finding("clock", "ok", `${says}${latest === null ? "" : ", after all that is on record"}`)];
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Time zones: cron lines are read with those that Deno brings, commands with the machine's. */
export function zoneFinding(): Finding[] {
  const asked = variable("TZ")?.replace(/^:/, "");
  const named = asked !== undefined && /^[A-Za-z_]+(?:\/[\w+-]+)*$/.test(asked);
  if (named && !isZone(asked)) {
    return [
      finding("time zones", "warning", `TZ is ${asked}, which is no time zone: times are shown in UTC`, [
        "export TZ=Europe/Paris",
      ]),
    ];
  }
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Intl.supportedValuesOf("timeZone").length;
  const files = stat("/usr/share/zoneinfo") !== undefined;
  return [
    files || Deno.build.os !== "linux" ? finding("time zones", "ok", `${here}; ${known} are known to --tz`) : finding(
      "time zones",
      "note",
      `${here}; ${known} are known to --tz, and commands here know none (no /usr/share/zoneinfo)`,
    ),
  ];
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
