// Shapes beside words of state: whoever sees no colour tells them apart.

/** A state's shape. */
export type Mark =
  | "check"
  | "cross"
  | "bars"
  | "clock"
  | "half"
  | "dots"
  | "slash"
  | "stop"
  | "change"
  | "ask"
  | "none";

const ring = "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5z";

/** Drawn with lines in a square of 16. */
const LINES: { [mark in Mark]: string } = {
  check: `${ring}M5.2 8.2l2 2l3.7-4.2`,
  cross: `${ring}M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4`,
  bars: `${ring}M6.3 5.6v4.8M9.7 5.6v4.8`,
  clock: `${ring}M8 4.8v3.4l2.2 1.4`,
  half: `${ring}M8 1.75v12.5`,
  dots: ring,
  slash: `${ring}M3.8 12.2l8.4-8.4`,
  stop: "M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65h-5.2l-3.65-3.65v-5.2zM5.2 8h5.6",
  change: "M8 1.5l6.5 6.5l-6.5 6.5l-6.5-6.5zM8 5.4v5.2M5.4 8h5.2",
  ask: `${ring}M6.2 6.3a1.8 1.8 0 1 1 2.7 1.6c-.6.35-.9.7-.9 1.3M8 11.3v.1`,
  none: "M4 8h8",
};

/** The shape alone: what it means stands beside it in words. */
export function MarkIcon({ mark }: { mark: Mark }) {
  return (
    <svg class={`mark mark-${mark}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {mark === "half" ? <path class="fill" d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" /> : null}
      <path d={LINES[mark]} />
    </svg>
  );
}
