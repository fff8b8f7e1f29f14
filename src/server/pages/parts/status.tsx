// A state as shape, word and colour.
import { oneLine } from "../../../words/visible.ts";
import { cut } from "./cut.ts";
import { type Mark, MarkIcon } from "./mark.tsx";

/** What a state is to whoever reads: good, changed, bad, under way, a human's turn, or nothing to mind. */
export type Tone = "ok" | "changed" | "bad" | "busy" | "human" | "quiet";

/** Every word of state that the record knows. */
const LOOKS: { [word: string]: [Mark, Tone] } = {
  // Loops and actions.
  pending: ["dots", "quiet"],
  running: ["half", "busy"],
  waiting: ["clock", "quiet"],
  paused: ["bars", "human"],
  completed: ["check", "ok"],
  failed: ["cross", "bad"],
  blocked: ["stop", "bad"],
  cancelled: ["slash", "quiet"],
  denied: ["stop", "bad"],
  skipped: ["slash", "quiet"],
  interrupted: ["ask", "human"],
  // How something came out.
  ok: ["check", "ok"],
  changed: ["change", "changed"],
  converged: ["check", "ok"],
  unreachable: ["cross", "bad"],
  error: ["cross", "bad"],
  // Iterations.
  observing: ["half", "busy"],
  deciding: ["half", "busy"],
  executing: ["half", "busy"],
  unfinished: ["bars", "quiet"],
  quiet: ["check", "ok"],
  // Questions, calls, verdicts.
  open: ["ask", "human"],
  asks: ["ask", "human"],
  asked: ["ask", "human"],
  answered: ["check", "ok"],
  approved: ["check", "ok"],
  sent: ["half", "busy"],
  lost: ["slash", "quiet"],
  allow: ["check", "quiet"],
  ask: ["ask", "human"],
  deny: ["stop", "bad"],
  // Hosts, drift, rules, workers, increments, notifications.
  reachable: ["check", "ok"],
  unknown: ["dots", "quiet"],
  gone: ["slash", "quiet"],
  drift: ["change", "changed"],
  corrected: ["check", "ok"],
  active: ["check", "ok"],
  proposed: ["ask", "human"],
  disabled: ["slash", "quiet"],
  alive: ["check", "ok"],
  delivered: ["check", "ok"],
  "given up": ["cross", "bad"],
  in_progress: ["half", "busy"],
};

/** The tone of a word of state; quiet for one that is not known. */
export function toneOf(word: string): Tone {
  return Object.hasOwn(LOOKS, word) ? LOOKS[word]![1] : "quiet";
}

/** `of`: the state; `word`: other words for it. An unknown one (rows of the original hold any text) is shown as it is. */
export function Status({ of, word = of, plain = false }: { of: string; word?: string; plain?: boolean }) {
  const [mark] = Object.hasOwn(LOOKS, of) ? LOOKS[of]! : (["none"] as const);
  return (
    <span class={`status tone-${toneOf(of)}${plain ? " plain" : ""}`}>
      <MarkIcon mark={mark} />
      <span>{cut(oneLine(word), 60)}</span>
    </span>
  );
}
