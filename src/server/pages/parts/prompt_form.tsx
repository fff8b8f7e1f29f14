// What a question takes as its answer, as buttons and fields, each with the command that does the same.
import type { PromptRow } from "../../../ports/archive.ts";
import { takesComment, takesOwnWords } from "../../../words/read_answer.ts";
import { oneLine } from "../../../words/visible.ts";
import { commandOf } from "../../deeds/command_of.ts";
import { fieldsOf } from "../../deeds/read_form.ts";
import type { Visit } from "../view.ts";
import { SameAs } from "./command.tsx";
import { cut } from "./cut.ts";
import { DeedForm } from "./deed.tsx";
import { Field } from "./field.tsx";

/** Options that are shown as buttons: a list from elsewhere has no end. */
const MOST_OPTIONS = 40;

/** Where an answer is given, and to which question. */
interface Asked {
  row: PromptRow;
  visit: Visit;
  back?: string | undefined;
}

/** Nothing for a question that is open no more; a sentence for whoever may only read. `back`: where to go afterwards. */
export function PromptForm({ row, visit, back }: Asked) {
  if (row.status !== "pending") return null;
  const asked = { row, visit, back };
  if (visit.visitor.role === "read") return <p class="dim">An answer takes a token that may do everything.</p>;
  return isYesOrNo(row) ? <YesOrNo {...asked} /> : <Choice {...asked} />;
}

/** Whether it asks for a yes or a no, with a comment if one likes. */
function isYesOrNo(row: Pick<PromptRow, "kind" | "options">): boolean {
  return takesComment(row) && row.options.join() === "yes,no";
}

function answerDeed({ row }: Pick<Asked, "row">, response: string) {
  return { kind: "answer" as const, prompt: row.id, about: row.about, response };
}

/** The fields that bind an answer to what was shown. */
function bound(row: PromptRow) {
  const { response: _, ...fields } = fieldsOf(answerDeed({ row }, ""));
  return fields;
}

function YesOrNo({ row, visit, back }: Asked) {
  const terms = { deed: "answer", fields: bound(row), visit, back };
  const within = `prompt-${row.id}`;
  const { yes, no } = row.kind === "approval" ? { yes: "Approve", no: "Deny" } : { yes: "Yes, go on", no: "No" };
  const same = (response: string) => commandOf(visit.world, answerDeed({ row }, response));
  return (
    <div class="answer">
      <div class="answer-row">
        <DeedForm {...terms}>
          <button
            type="submit"
            class="button first"
            id={`${within}-yes`}
            name="response"
            value="yes"
            data-key="a"
            title={`The same by hand: ${same("yes")}`}
          >
            {yes}
          </button>
        </DeedForm>
        <DeedForm {...terms} is="answer-no">
          <input
            type="text"
            name="comment"
            id={`${within}-comment`}
            data-key="d"
            aria-label={`Why not: a comment beside “${no}”`}
            placeholder="why not (may stay empty)"
            maxlength={4000}
            autocomplete="off"
          />
          <button
            type="submit"
            class="button danger"
            id={`${within}-no`}
            name="response"
            value="no"
            title={`The same by hand: ${same("no")}`}
          >
            {no}
          </button>
        </DeedForm>
      </div>
      <details class="folded" id={`${within}-more`}>
        <summary>{yes} with a comment, or by hand</summary>
        <div class="folded-body">
          <DeedForm {...terms} is="answer-no">
            <input
              type="text"
              name="comment"
              id={`${within}-beside`}
              aria-label={`A comment beside “${yes}”`}
              placeholder="what should be minded"
              maxlength={4000}
              autocomplete="off"
            />
            <button type="submit" class="button" name="response" value="yes">{yes}</button>
          </DeedForm>
          <SameAs text={same("yes")} />
          <SameAs text={`${same("no")} --comment 'WHY'`} />
        </div>
      </details>
    </div>
  );
}

/** The option as a form or a command line can say it; its number where neither can. */
function sayable(option: string, at: number): string {
  return option.length <= 200 && oneLine(option) === option ? option : String(at + 1);
}

function Choice({ row, visit, back }: Asked) {
  const terms = { deed: "answer", fields: bound(row), visit, back };
  const within = `prompt-${row.id}`;
  const options = row.options.slice(0, MOST_OPTIONS);
  const own = takesOwnWords(row);
  const goesOn = row.kind === "pause" && options.length === 0;
  const first = options[0] === undefined ? "ANSWER" : sayable(options[0], 0);
  return (
    <div class="answer">
      {options.length === 0 ? null : (
        <DeedForm {...terms} is="answer-row">
          {options.map((option, at) => (
            <button
              type="submit"
              class="button"
              id={`${within}-option-${at + 1}`}
              name="response"
              value={sayable(option, at)}
              data-key={at === 0 ? "a" : undefined}
              title={`The same by hand: ${commandOf(visit.world, answerDeed({ row }, sayable(option, at)))}`}
            >
              {cut(oneLine(option), 120)}
            </button>
          ))}
          {row.options.length > options.length
            ? <span class="dim">and {row.options.length - options.length} more, by hand</span>
            : null}
        </DeedForm>
      )}
      {own
        ? (
          <DeedForm {...terms} is="answer-own">
            <Field
              name="own"
              within={within}
              label={options.length > 0
                ? "Or in your own words"
                : goesOn
                ? "An answer, if one is wanted"
                : "Your answer"}
              rows={2}
              required={!goesOn}
            />
            <button
              type="submit"
              class={`button ${options.length === 0 ? "first" : ""}`}
              data-key={options.length === 0 ? "a" : undefined}
            >
              {goesOn ? "Go on" : "Answer"}
            </button>
          </DeedForm>
        )
        : null}
      <SameAs
        text={goesOn ? visit.world.type(`respond ${row.id}`) : commandOf(visit.world, answerDeed({ row }, first))}
      />
    </div>
  );
}
