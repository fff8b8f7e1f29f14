// Lengths of time as people read them.

const UNITS = [[86_400, "d"], [3600, "h"], [60, "min"]] as const;

/** `42 s`, `5 min`, `2 h`, `30 d`: the largest unit alone that leaves at least one of it, rounded down. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** `0.25 s`, `1 min 30 s`, `2 h`: all of it, as somebody has set it. */
export function exactText(ms: number): string {
  let left = ms / 1000;
  const whole = UNITS.flatMap(([size, unit]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  const rest = Math.round(left * 1000) / 1000;
  return [...whole, ...(rest === 0 && whole.length > 0 ? [] : [`${rest} s`])].join(" ");
}

/** `42 s`, `2 min 5 s`: to the second, rounded down, for what goes on or took so long. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
