// How often a loop runs: --mode, --interval, --cron and --tz, put together.
import type { Mode } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

/** Milliseconds between the runs of a continuous loop that was given neither interval nor cron line. */
const USUAL_MS = 60_000;
const MODES: readonly Mode[] = ["single", "incremental", "continuous"];

/** A schedule; `interval` in seconds. */
export interface HowOften {
  mode: Mode;
  interval?: number;
  cron?: string;
  tz?: string;
  /** The first time of a cron line (ms since 1970, UTC): it says when, and now is not meant. */
  firstRunAt?: number;
}

/** What the flags say. Throws Refusal where they cannot be meant, alone or together. */
export async function howOften({ flags, io, wiring }: Context): Promise<HowOften> {
  const { interval, cron, tz } = flags;
  const timed = interval === undefined ? cron === undefined ? undefined : "--cron" : "--interval";
  const mode = modeOf(flags.mode ?? (timed === undefined ? "single" : "continuous"));
  if (interval !== undefined && cron !== undefined) {
    throw new Refusal("--interval and --cron both say when to run", { hint: "Leave one of them out" });
  }
  if (tz !== undefined && cron === undefined) {
    throw new Refusal("--tz says how a cron line is meant, and there is none", {
      hint: `Leave it out, or add a line: --cron "0 3 * * *"`,
    });
  }
  if (mode !== "continuous") {
    if (timed === undefined) return { mode };
    const when = mode === "single" ? "ends when it has converged" : "ends with its last increment";
    throw new Refusal(`${timed} is of no use with --mode ${mode}: such a loop ${when}`, {
      hint: `Leave one of them out; ${timed} alone means --mode continuous`,
    });
  }
  if (flags.once) {
    throw new Refusal("--once ends after one pass, and a continuous loop never ends by itself", {
      hint: "Leave one of them out",
    });
  }
  if (cron === undefined) return { mode, interval: seconds(interval ?? USUAL_MS) };
  const { firstTime } = await import("./cron_line.ts");
  const firstRunAt = await firstTime({ cron, tz }, io.clock.now(), wiring.nextCronTime);
  return { mode, cron: cron.trim(), firstRunAt, ...(tz === undefined ? {} : { tz }) };
}

function modeOf(text: string): Mode {
  const mode = MODES.find((each) => each === text);
  if (mode !== undefined) return mode;
  throw new Refusal(`There is no mode ${JSON.stringify(text)}`, {
    hint: `Leave --mode out, or write ${MODES.join(", ")}`,
  });
}

function seconds(ms: number): number {
  if (ms >= 1000) return ms / 1000;
  throw new Refusal("--interval is at least one second", { hint: "Write a length of time such as 60, 90s, 5m or 2h" });
}
