// One iteration in the picture: a strip for the whole of it, and a lane for each host below.
import { counted } from "../../../words/counted.ts";
import { durationText } from "../../../words/duration_text.ts";
import { took } from "../../../words/moment.ts";
import { line } from "../parts/cut.ts";
import { Status } from "../parts/status.tsx";
import { barKind, type Drawn, stateOf } from "./drawn.ts";
import type { TimeScale } from "./time_scale.ts";

/** Heights in pixels: of the strip with the space below it, of a lane with its host's name, of one without. */
const STRIP = 24;
const LANE = 16;
const LOW_LANE = 6;
/** Percent of the width: shorter ones are drawn as long as that. */
const LEAST = 0.35;
/** Lanes that have names. */
const NAMED = 8;

/** The picture alone is for eyes and mice: what it says is in words beside it, and in the table below it. */
export function TimelineRow(
  { drawn, loop, scale, now }: { drawn: Drawn; loop: number; scale: TimeScale; now: number },
) {
  const { iteration, span, lanes, more, calls, acted } = drawn;
  const path = `/loops/${loop}/iterations/${iteration.n}`;
  const named = lanes.length <= NAMED;
  const lane = named ? LANE : LOW_LANE;
  const height = STRIP + lanes.length * lane + (lanes.length > 0 ? 4 : 0);
  const strip = { y: 7, height: 10 };
  const length = lengthWords(drawn, now);
  return (
    <li class="tl-row" id={`tl-${iteration.n}`}>
      <div class="tl-label">
        <a href={path} class="tl-name">
          <span class="hidden">Iteration&nbsp;</span>
          {iteration.n}
        </a>
        <Status of={stateOf(iteration)} plain />
        <span class="hidden">, {summary(drawn)}</span>
        {named
          ? <ol class="tl-hosts" aria-hidden="true">{lanes.map(({ host }) => <li>{line(host, 40)}</li>)}</ol>
          : null}
      </div>
      <svg class="tl-svg" width="100%" height={height} aria-hidden="true">
        {scale.gaps.map(({ from, to }) => (
          <rect class="tl-gap" x={`${from}%`} width={`${to - from}%`} y="0" height={height} />
        ))}
        <a href={path} tabindex={-1}>
          <Stretch scale={scale} {...span} {...strip} kind={span.quiet ? "tl-quiet" : "tl-look"}>
            iteration {iteration.n}: {length}
          </Stretch>
          {acted === undefined || iteration.decidedBy === "playbook"
            ? null
            : <Stretch scale={scale} {...acted} {...strip} kind="tl-act">acts: {spanWords(acted)}</Stretch>}
        </a>
        {calls.map((call) => (
          <a href={`/calls/${call.id}`} tabindex={-1}>
            <Stretch scale={scale} {...call} y={4} height={16} kind="tl-call">
              asks a model, {line(call.status, 20)}: {spanWords(call)}
            </Stretch>
          </a>
        ))}
        {lanes.map(({ bars }, row) =>
          bars.map((bar) => (
            <a href={`/actions/${bar.action.id}`} tabindex={-1}>
              <Stretch
                scale={scale}
                from={bar.from}
                to={bar.to}
                y={STRIP + row * lane + (named ? 3 : 1)}
                height={lane - (named ? 6 : 2)}
                kind={`tl-bar tl-${barKind(bar.state)}`}
              >
                {line(bar.action.host ?? "?", 60)}: {line(bar.action.name ?? bar.action.module, 100)},{" "}
                {line(bar.state, 20)}, {spanWords(bar)}
              </Stretch>
            </a>
          ))
        )}
        <text class="tl-text" {...beside(scale, span)} y="16">{length}{more > 0 ? `, ${more} more hosts` : ""}</text>
      </svg>
    </li>
  );
}

function Stretch({ scale, from, to, y, height, kind, children }: {
  scale: TimeScale;
  from: number;
  to: number;
  y: number;
  height: number;
  kind: string;
  children: unknown;
}) {
  const [left, right] = [scale.at(from), scale.at(to)];
  return (
    <rect
      class={kind}
      x={`${round(left)}%`}
      width={`${round(Math.max(LEAST, right - left))}%`}
      y={y}
      height={height}
      rx="2"
    >
      <title>{children}</title>
    </rect>
  );
}

/** Words stand behind the strip, or before it where there is no room. */
function beside(scale: TimeScale, { from, to }: { from: number; to: number }) {
  const end = scale.at(to);
  if (end < 80) return { x: `${round(end)}%`, dx: "6" };
  const start = scale.at(from);
  return start > 15 ? { x: `${round(start)}%`, dx: "-6", "text-anchor": "end" } : { x: "50%", class: "tl-text tl-in" };
}

function summary(drawn: Drawn): string {
  const { iteration, lanes, more, calls } = drawn;
  const failed = iteration.actions.filter(({ status }) => status === "failed").length;
  const hosts = lanes.length + more;
  return [
    `${counted(iteration.actionCount, "action")}${hosts === 0 ? "" : ` on ${counted(hosts, "host")}`}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(calls.length > 0 ? [`${counted(calls.length, "call")} to a model`] : []),
    lengthWords(drawn, drawn.span.to),
  ].join(", ");
}

function lengthWords({ iteration, span, live }: Drawn, now: number): string {
  if (iteration.repeats > 1) return `${iteration.repeats} quiet runs in ${durationText(span.to - span.from)}`;
  if (iteration.completedAt !== null) return spanWords(span);
  return live ? `${durationText(now - span.from)} so far` : "not ended";
}

function spanWords({ from, to }: { from: number; to: number }): string {
  return took(new Date(from).toISOString(), new Date(to).toISOString());
}

function round(percent: number): number {
  return Math.round(percent * 1000) / 1000;
}
