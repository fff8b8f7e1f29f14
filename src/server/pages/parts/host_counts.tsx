// How hosts came out, as shapes with numbers.
import type { LoopLine } from "../../../ports/survey.ts";
import { type Mark, MarkIcon } from "./mark.tsx";
import type { Tone } from "./status.tsx";

const SHOWN: [of: "ok" | "changed" | "failed" | "unreachable", mark: Mark, tone: Tone][] = [
  ["ok", "check", "ok"],
  ["changed", "change", "changed"],
  ["failed", "stop", "bad"],
  ["unreachable", "cross", "bad"],
];

/** Those that are not zero; before the first pass how many hosts are known. */
export function HostCounts({ hosts }: { hosts: LoopLine["hosts"] }) {
  const shown = SHOWN.filter(([of]) => hosts[of] > 0);
  if (shown.length === 0) return hosts.all === 0 ? null : <span class="dim num">{hosts.all}</span>;
  return (
    <ul class="tallies">
      {shown.map(([of, mark, tone]) => (
        <li class={`tone-${tone}`} title={`${hosts[of]} ${of}`}>
          <MarkIcon mark={mark} />
          <span class="num">{hosts[of]}</span>
          <span class="hidden">&nbsp;{of}</span>
        </li>
      ))}
    </ul>
  );
}
