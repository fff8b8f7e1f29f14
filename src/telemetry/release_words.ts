// How a loop was given back, as a line of its worker.
import type { Release } from "../model/loop.ts";
import { firstLine } from "./first_line.ts";
import type { Line } from "./line.ts";

/** What came of it, when it goes on, and what to type where a human is needed. */
export function releaseWords(loop: number, release: Release, type: (command: string) => string): Line {
  const resume = `to go on: ${type(`resume ${loop}`)}`;
  switch (release.kind) {
    case "done": {
      const { status, reason } = release;
      const next = status === "completed"
        ? ""
        : `; why: ${type(`history ${loop} --actions`)}, again: ${type(`retry ${loop}`)}`;
      return {
        kind: status,
        text: `${status}: ${reason}${next}`,
        fields: { reason },
        urgent: status !== "completed",
      };
    }
    case "paused":
      return {
        kind: "paused",
        text: `paused: ${firstLine(release.reason)}`,
        fields: { reason: release.reason },
        urgent: true,
      };
    case "suspended": {
      const { by, reason, until } = release.suspension;
      return {
        kind: "suspended",
        text: `paused by ${by}${until === null ? "" : ` until ${until}`}: ${reason}; ${resume}`,
        fields: { by, reason, until },
      };
    }
    case "cancelled": {
      const { by, reason } = release;
      return { kind: "cancelled", text: `cancelled by ${by}: ${reason}`, fields: { by, reason } };
    }
    case "again": {
      const { at, reason, waitsFor = null } = release;
      return {
        kind: "waiting",
        text: `waiting until ${iso(at)}: ${reason}`,
        fields: { nextRunAt: iso(at), reason, waitsFor },
      };
    }
    case "next run": {
      const { at, reason, ended } = release;
      const why = ended.status === "failed" ? `; why: ${type(`history ${loop} --actions`)}` : "";
      return {
        kind: "run ended",
        text: `run ${ended.status}: ${ended.reason}; next run at ${iso(at)} (${short(reason, ended.reason)})${why}`,
        fields: { status: ended.status, reason: ended.reason, nextRunAt: iso(at), schedule: reason },
        urgent: ended.status === "failed",
      };
    }
  }
}

/** A schedule's words without those that the line has said already. */
function short(reason: string, said: string): string {
  return reason.replace(`: ${said}`, "");
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
