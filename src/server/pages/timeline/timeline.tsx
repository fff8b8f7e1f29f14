// A loop's iterations as a picture to scale: what took how long, on which host, and how it came out.
import type { TimelineIteration } from "../../../ports/survey.ts";
import { durationText } from "../../../words/duration_text.ts";
import { pathWith } from "../parts/pager.tsx";
import { barKind, type Drawn, drawnOf } from "./drawn.ts";
import { TimelineRow } from "./timeline_row.tsx";
import { type TimeScale, timeScale } from "./time_scale.ts";

/** Labels nearer to each other than so many percent would overlap. */
const APART = 11;

/** Newest first, as they come. `live`: somebody is at the newest now. `earlier`: there are earlier ones. */
export function Timeline({ loop, iterations, now, live, url, earlier }: {
  loop: number;
  iterations: readonly TimelineIteration[];
  now: number;
  live: boolean;
  url: URL;
  earlier: boolean;
}) {
  const drawn = iterations.map((one, n) => drawnOf(one, { now, live: live && n === 0 })).filter((one) =>
    one !== undefined
  );
  if (drawn.length === 0) return <p class="dim">None of its iterations has times that could be drawn.</p>;
  const scale = timeScale(drawn.map(({ span }) => span));
  const last = iterations.at(-1)!.n;
  const grows = drawn.some((one) => one.live);
  return (
    <div class="timeline" id="timeline-picture" data-grows={grows ? "" : undefined}>
      <ol class="tl-rows" aria-label="Iterations, newest first">
        {drawn.map((one) => <TimelineRow drawn={one} loop={loop} scale={scale} now={now} />)}
      </ol>
      <Axis drawn={drawn} scale={scale} />
      <Legend drawn={drawn} scale={scale} />
      {earlier || url.searchParams.has("before")
        ? (
          <nav class="pager" aria-label="Earlier and later iterations in the picture">
            {url.searchParams.has("before")
              ? <a class="button small" href={`${pathWith(url, { before: null })}#timeline`}>Newest</a>
              : null}
            {earlier
              ? <a class="button small" href={`${pathWith(url, { before: String(last) })}#timeline`}>Earlier</a>
              : null}
          </nav>
        )
        : null}
    </div>
  );
}

/** The hours under it, and how long the waits were that are drawn short. */
function Axis({ drawn, scale }: { drawn: readonly Drawn[]; scale: TimeScale }) {
  const days = new Set(drawn.map(({ span }) => new Date(span.from).toISOString().slice(0, 10)));
  const labels: { at: number; text: string }[] = [];
  for (const { at, ms } of scale.starts) {
    const before = labels.at(-1);
    if (at > 100 - APART || (before !== undefined && at - before.at < APART)) continue;
    const iso = new Date(ms).toISOString();
    labels.push({ at, text: days.size > 1 ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : iso.slice(11, 19) });
  }
  const end = Math.max(...drawn.map(({ span }) => span.to));
  return (
    <div class="tl-axis" aria-hidden="true">
      <span class="tl-zone">UTC</span>
      <svg class="tl-svg" width="100%" height="20">
        <line x1="0" x2="100%" y1="0.5" y2="0.5" class="tl-line" />
        {labels.map(({ at, text }) => (
          <>
            <line x1={`${at}%`} x2={`${at}%`} y1="0" y2="5" class="tl-line" />
            <text x={`${at}%`} y="16" class="tl-text">{text}</text>
          </>
        ))}
        <text x="100%" y="16" class="tl-text tl-end">{new Date(end).toISOString().slice(11, 19)}</text>
        {scale.gaps.map(({ from, to, ms }) => (
          <rect x={`${from}%`} width={`${to - from}%`} y="0" height="4" class="tl-gap">
            <title>{durationText(ms)} of waiting, drawn short</title>
          </rect>
        ))}
      </svg>
    </div>
  );
}

const BARS: [state: string, word: string][] = [
  ["changed", "changed"],
  ["ok", "nothing to do"],
  ["failed", "failed"],
  ["running", "running"],
  ["other", "skipped, denied, interrupted"],
];

function Legend({ drawn, scale }: { drawn: readonly Drawn[]; scale: TimeScale }) {
  const states = new Set(
    drawn.flatMap(({ lanes }) => lanes.flatMap(({ bars }) => bars.map(({ state }) => barKind(state)))),
  );
  const calls = drawn.some(({ calls }) => calls.length > 0);
  return (
    <ul class="tl-legend">
      <li>
        <Sample kind="tl-look" /> an iteration
      </li>
      {calls
        ? (
          <li>
            <Sample kind="tl-call" /> asks a model
          </li>
        )
        : null}
      {BARS.filter(([state]) => states.has(state)).map(([state, word]) => (
        <li>
          <Sample kind={`tl-bar tl-${state}`} /> {word}
        </li>
      ))}
      {scale.gaps.length === 0 ? null : (
        <li>
          <Sample kind="tl-gap" /> waits, drawn short
        </li>
      )}
    </ul>
  );
}

function Sample({ kind }: { kind: string }) {
  return (
    <svg width="18" height="10" aria-hidden="true">
      <rect class={kind} x="0.5" y="0.5" width="17" height="9" rx="2" />
    </svg>
  );
}
