// Where a loop stands, for its row and its page: the words that `status` has, with links instead of commands.
import { type Here, why } from "../../../words/loop_standing.ts";
import type { LoopLine } from "../../../ports/survey.ts";
import type { Visit } from "../view.ts";
import { questionInLine } from "../../../words/question_text.ts";
import { line } from "./cut.ts";
import { Status } from "./status.tsx";
import { Time } from "./time.tsx";

/** Whoever looks at a page, as words about loops want it. */
export function hereOf({ world, now }: Visit): Here {
  return {
    io: { clock: { now: () => now }, cwd: world.cwd },
    type: (command) => world.type(command),
    isGone: (owner) => world.isGone(owner),
  };
}

/** Its question where one is open, another loop where one is in its way, else a sentence. */
export function Why({ row, visit, workers }: { row: LoopLine; visit: Visit; workers: number }) {
  const { loop, iteration, prompts } = row;
  const [prompt] = prompts;
  if (loop.status === "paused" && prompt !== undefined && loop.suspension === null) {
    return (
      <span class="clamp">
        <a href={`/inbox/${prompt.id}`}>
          {prompts.length > 1 ? `${prompts.length} questions: ` : ""}
          {line(questionInLine(prompt), 140)}
        </a>
      </span>
    );
  }
  const words = why(hereOf(visit), { loop, iteration: iteration ?? undefined, prompts, workers });
  if (words === "" && loop.waitsFor === null) return null;
  return (
    <span class="clamp">
      {loop.waitsFor === null ? line(words, 300) : <AfterLoop other={loop.waitsFor} words={words} />}
    </span>
  );
}

/** What is said where another loop is in its way: that one is a link, once. */
function AfterLoop({ other, words }: { other: number; words: string }) {
  const link = (said: string) => <a href={`/loops/${other}`}>{said}</a>;
  const named = `waits for loop ${other} `;
  const [said, rest] = words.startsWith(named)
    ? [named.trimEnd(), words.slice(named.length)]
    : [`after loop ${other}`, words];
  return <>{link(said)} {line(rest, 300)}</>;
}

/** Whether it is so that what is wanted was found to be there: since when; else not. */
export function Ready({ row, now }: { row: LoopLine; now: number }) {
  const { convergedSince, failures, options, status } = row.loop;
  if (row.openDrifts > 0) return <Status of="drift" word="no" plain />;
  if (convergedSince !== null) {
    return (
      <span class="ready">
        <Status of="ok" word="yes" plain />
        <small>
          <Time at={convergedSince} now={now} as="since" />
        </small>
      </span>
    );
  }
  // The original kept no moment.
  if (status === "completed" && options === null && row.iteration?.converged) {
    return <Status of="ok" word="yes" plain />;
  }
  if (options?.once && row.loop.status === "completed") {
    return <span class="dim" title="one pass, not looked at again">not proved</span>;
  }
  return failures > 0
    ? <Status of="failed" word={failures > 1 ? `no, ${failures} runs` : "no"} plain />
    : <span class="dim">not yet</span>;
}

/** US dollars, cents where that says enough. */
export function Cost({ usd }: { usd: number | null }) {
  if (usd === null) return null;
  return <span class="num">${usd >= 1 ? usd.toFixed(2) : usd.toFixed(4)}</span>;
}
