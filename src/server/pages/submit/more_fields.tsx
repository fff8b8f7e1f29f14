// What few submissions need: limits, policy, variables, the model, how hosts are entered.
import { Field } from "../parts/field.tsx";
import type { SubmitField, Typed } from "./typed.ts";

/** A field: its flag, its words, and what stands in it where it is empty. */
interface Wanted {
  field: SubmitField;
  label: string;
  hint?: string;
  example?: string;
  /** Several, a line each. */
  many?: boolean;
  /** Id of a datalist. */
  near?: string;
}

interface Group {
  id: string;
  title: string;
  fields: Wanted[];
  boxes?: [field: SubmitField, words: string][];
}

const GROUPS: Group[] = [
  {
    id: "part",
    title: "Only a part of it",
    fields: [
      { field: "limit", label: "Only these hosts", example: "web:!web3" },
      { field: "tags", label: "Only tasks with a tag", example: "config,packages" },
      { field: "skip-tags", label: "No tasks with a tag" },
      { field: "extra-vars", label: "Variables over all others", example: "version=1.3", many: true },
    ],
  },
  {
    id: "bounds",
    title: "Bounds",
    fields: [
      { field: "max-iterations", label: "Most passes of a run", example: "10" },
      { field: "max-time", label: "Most time of a run", example: "30m" },
      { field: "forks", label: "Most hosts at once", example: "50" },
      { field: "facts-ttl", label: "Facts are good for", example: "5m" },
    ],
    boxes: [["once", "One pass alone: stop at the first failure, and do not look again"]],
  },
  {
    id: "leave",
    title: "What it may do",
    fields: [
      { field: "policy", label: "Policy file", hint: "what is denied, asked first, allowed", near: "near-policy" },
      { field: "environment", label: "Environment", example: "prod" },
      {
        field: "secret",
        label: "Secrets",
        hint: "MODULE.PARAM=ENV, =file:PATH or =command:PROGRAM; no value is kept",
        many: true,
      },
    ],
    boxes: [["yes", "Say yes beforehand to all that policy asks for (this is on record)"]],
  },
  {
    id: "tell",
    title: "When, and whom it tells",
    fields: [
      {
        field: "cron",
        label: "At these times instead",
        hint: "minute, hour, day, month, weekday",
        example: "0 3 * * *",
      },
      { field: "tz", label: "Time zone of these times", example: "Europe/Paris" },
      {
        field: "notify",
        label: "Tell of questions, failures and drift",
        example: "command:/usr/local/bin/tell",
        many: true,
      },
    ],
  },
  {
    id: "words",
    title: "For a goal in words",
    fields: [
      { field: "model", label: "Model", hint: "empty: the first that is there", example: "anthropic:NAME" },
      { field: "rules-dir", label: "Folder of rules", example: "rules" },
      { field: "observe", label: "File of more looks", example: "looks.yml" },
      { field: "budget-usd", label: "Most dollars of a run", example: "0.50" },
      { field: "budget-tokens", label: "Most tokens of a run" },
      { field: "budget-calls", label: "Most questions of a run" },
    ],
  },
  {
    id: "way",
    title: "How hosts are entered",
    fields: [
      { field: "user", label: "Log in as" },
      { field: "private-key", label: "Key file", example: "~/.ssh/id_ed25519" },
      { field: "connection-password-file", label: "File with the login password" },
      { field: "become-user", label: "Become", hint: "as whom to run there", example: "root" },
      { field: "become-password-file", label: "File with the password for it" },
    ],
    boxes: [["become", "Run as another user, once a host is entered (sudo)"]],
  },
];

/** The names of all fields in it. */
export const MORE_FIELDS: readonly SubmitField[] = GROUPS.flatMap(({ fields, boxes = [] }) => [
  ...fields.map(({ field }) => field),
  ...boxes.map(([field]) => field),
]);

/** Each group under a heading. */
export function MoreFields({ typed }: { typed: Typed }) {
  return (
    <>
      {GROUPS.map(({ id, title, fields, boxes = [] }) => (
        <fieldset id={`more-${id}`}>
          <legend class="legend">{title}</legend>
          <div class="fields">
            {fields.map(({ field, label, hint, example, many, near }) => (
              <Field
                name={field}
                within="submit"
                label={label}
                value={typed.text(field)}
                error={typed.wrong(field)}
                {...(hint === undefined && !many
                  ? {}
                  : { hint: many ? [hint, "one a line"].filter(Boolean).join("; ") : hint })}
                {...(example === undefined ? {} : { placeholder: example })}
                {...(many ? { rows: 2 } : {})}
                {...(near === undefined ? {} : { list: near })}
              />
            ))}
          </div>
          {boxes.map(([field, words]) => <Box field={field} words={words} typed={typed} />)}
        </fieldset>
      ))}
    </>
  );
}

/** A box to tick. */
export function Box({ field, words, typed }: { field: SubmitField; words: string; typed: Typed }) {
  const wrong = typed.wrong(field);
  return (
    <div>
      <label class="choice">
        <input type="checkbox" name={field} value="1" id={`submit-${field}`} checked={typed.on(field)} />
        {words}
      </label>
      {wrong === undefined ? null : <p class="wrong">{wrong}</p>}
    </div>
  );
}
