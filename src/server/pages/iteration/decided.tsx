// How an iteration was decided: by whom, why, what rules said, what a model was asked, what humans answered.
import type { Json, JsonObject } from "../../../model/json.ts";
import type { CallRow } from "../../../ports/archive.ts";
import type { InboxRow } from "../../../ports/survey.ts";
import { callWords } from "../../../words/decision_words.ts";
import { questionInLine } from "../../../words/question_text.ts";
import { visible } from "../../../words/visible.ts";
import { cut, jsonText, line } from "../parts/cut.ts";
import { Panel } from "../parts/panel.tsx";
import { promptName } from "../parts/prompt_card.tsx";
import { Status } from "../parts/status.tsx";
import { Cell, Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";

/** Characters of a reasoning, rows of rules. */
const MOST_TEXT = 6000;
const MOST_RULES = 50;

/** Nothing where neither was given. `failed`: the error is one, and no reason to wait. */
export function Reasoning({ by, reasoning, error, failed }: {
  by: string;
  reasoning: string | null;
  error: string | null;
  failed: boolean;
}) {
  if (reasoning === null && error === null) return null;
  return (
    <Panel id="decision" title="Decision" beside={by === "" ? undefined : `by ${line(by, 120)}`}>
      <div class="stack">
        {reasoning === null ? null : <p class="said-text">{visible(cut(reasoning, MOST_TEXT))}</p>}
        {error === null
          ? null
          : <p class={failed ? "said-text tone-bad" : "said-text"}>{visible(cut(error, MOST_TEXT))}</p>}
      </div>
    </Panel>
  );
}

/** Every question to the model, with the way to what it read and answered. */
export function Calls({ calls, now }: { calls: readonly CallRow[]; now: number }) {
  if (calls.length === 0) return null;
  return (
    <Panel id="calls" title="Asked the model" count={calls.length}>
      <ul class="lines">
        {calls.map((call) => (
          <li>
            <Status of={call.status} plain />
            <span class="grow">
              <a href={`/calls/${call.id}`}>Brief and reply</a>&nbsp;<span class="dim">
                · {line(call.purpose, 20)}, attempt {call.attempt}, {line(call.model, 80)}
                {callWords(call) === "" ? "" : `, ${callWords(call)}`}
              </span>
              {call.problem === null ? null : <small class="under tone-bad">{line(call.problem, 300)}</small>}
            </span>
            <span class="dim">
              <Time at={call.startedAt} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What rules said of what was seen, those that decided or matched first. */
export function Findings({ results }: { results: readonly JsonObject[] }) {
  if (results.length === 0) return null;
  const rank = (row: JsonObject) => isYes(row["decided"]) ? 0 : isYes(row["matched"]) ? 1 : 2;
  const rows = results.toSorted((a, b) => rank(a) - rank(b));
  return (
    <Panel id="findings" title="Rules" count={rows.length} flush>
      <Table caption="What rules said" columns={[{ name: "Rule" }, { name: "Result" }, { name: "Said" }]}>
        {rows.slice(0, MOST_RULES).map((row) => (
          <tr>
            <Cell of="Rule" is="main">
              <a href={`/rules/${encodeURIComponent(jsonText(row["rule_name"]).toWellFormed())}`}>
                {line(jsonText(row["rule_name"]), 100)}
              </a>
            </Cell>
            <Cell of="Result">
              {rank(row) === 0
                ? <Status of="ok" word="decided" plain />
                : rank(row) === 1
                ? <Status of="waiting" word="matched" plain />
                : <span class="dim">no</span>}
            </Cell>
            <Cell of="Said" is="grow">
              <span class="clamp">{line(saidBy(row), 300)}</span>
            </Cell>
          </tr>
        ))}
      </Table>
      {rows.length > MOST_RULES ? <p class="dim">{rows.length - MOST_RULES} more</p> : null}
    </Panel>
  );
}

/** Questions of the iteration, open ones first. */
export function Questions({ prompts, now }: { prompts: readonly InboxRow[]; now: number }) {
  if (prompts.length === 0) return null;
  return (
    <Panel id="questions" title="Questions" count={prompts.length}>
      <ul class="lines">
        {prompts.map((row) => (
          <li>
            <Status of={row.status === "pending" ? "open" : row.status} plain />
            <span class="grow">
              <a href={`/inbox/${row.id}`}>{promptName(row)}</a>: {line(questionInLine(row), 200)}
              {row.response === null ? null : (
                <small class="under">
                  “{line(row.response, 200)}”{row.comment === undefined ? "" : `, ${line(row.comment, 200)}`}
                  {row.answeredBy === null ? "" : `, by ${line(row.answeredBy, 60)}`}
                </small>
              )}
            </span>
            <span class="dim">
              <Time at={row.answeredAt ?? row.createdAt} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function saidBy(row: JsonObject): string {
  return ["reasoning", "outcome", "condition"].map((name) => jsonText(row[name])).find((text) => text !== "") ?? "";
}

function isYes(value: Json | undefined): boolean {
  return value === 1 || value === true;
}
