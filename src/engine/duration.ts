// Lengths of time in reasons that go on record. words/ has them for readers, and is out of this room's reach.

/** For people: the two largest units. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${Math.round(ms / 100) / 10} s`;
  const units = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const [large, small] = [units[first]!, units[first + 1]];
  const whole = `${Math.floor(seconds / large[1])} ${large[0]}`;
  const rest = small === undefined ? 0 : Math.floor((seconds % large[1]) / small[1]);
  return rest === 0 ? whole : `${whole} ${rest} ${small![0]}`;
}
