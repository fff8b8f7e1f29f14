// The page of one question to a model: what it read, what it answered, what was wrong with that, what it cost.
import { callWords } from "../../words/decision_words.ts";
import { visible } from "../../words/visible.ts";
import { SameAs } from "./parts/command.tsx";
import { cut, line } from "./parts/cut.ts";
import { Facts } from "./parts/facts.tsx";
import { Head } from "./parts/head.tsx";
import { Output, WHOLE } from "./parts/output.tsx";
import { Panel } from "./parts/panel.tsx";
import { rowNumber } from "./parts/row_number.ts";
import { Status } from "./parts/status.tsx";
import { Moment } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Undefined where there is none of that number. */
export async function callPage({ world: { archive, type }, params }: Visit): Promise<View | undefined> {
  const id = rowNumber(params["call"]);
  const call = id === undefined ? undefined : await archive.call(id);
  if (call === undefined) return undefined;
  const [brief, loop] = await Promise.all([archive.brief(call.id), archive.loop(call.loop)]);
  const name = line(loop?.name ?? "", 80) || `loop ${call.loop}`;
  return {
    title: `Call ${call.id}`,
    section: "loops",
    live: `loop:${call.loop}`,
    body: (
      <>
        <Head
          title={`Call ${call.id}`}
          crumbs={[
            { path: "/", name: "Loops" },
            { path: `/loops/${call.loop}`, name },
            { path: `/loops/${call.loop}/iterations/${call.n}`, name: `iteration ${call.n}` },
          ]}
          beside={<Status of={call.status} />}
        />
        <div class="stack">
          <Panel id="facts" title="Call">
            <Facts
              facts={[
                [
                  "Asked for",
                  call.purpose === "plan"
                    ? "a plan"
                    : line(call.purpose === "decide" ? "a decision" : call.purpose, 40),
                ],
                ["Model", line(call.model, 200)],
                ["Attempt", String(call.attempt)],
                ["Sent (UTC)", <Moment at={call.startedAt} />],
                ["Took and cost", callWords(call) || null],
              ]}
            />
            <SameAs text={type(`show ${call.loop} --brief ${call.n}`)} />
          </Panel>
          {call.problem === null ? null : (
            <Panel id="problem" title="What was wrong">
              <p class="said-text tone-bad">{visible(cut(call.problem, 6000))}</p>
            </Panel>
          )}
          <Panel id="reply" title="It answered">
            {call.reply === null
              ? <p class="dim">{call.status === "sent" ? "Nothing yet." : "Nothing."}</p>
              : <Output id="reply-text" name="reply" text={call.reply} most={WHOLE} open />}
          </Panel>
          <Panel id="brief" title="It read">
            {brief === undefined
              ? <p class="dim">The brief is pruned: what is old is taken out of the record.</p>
              : <Output id="brief-text" name="brief" text={brief} most={WHOLE} open />}
          </Panel>
        </div>
      </>
    ),
  };
}
