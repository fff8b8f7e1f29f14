// A labelled field of a form.
import type { Child } from "hono/jsx";

/** `id` is its name and unique in the page but for `within`, which is put before. `hint` says what is meant, `error` what is wrong with it. */
export function Field(
  { name, label, within, value = "", hint, error, list, kind = "text", rows, placeholder, required }: {
    name: string;
    label: string;
    within: string;
    value?: string;
    hint?: Child;
    error?: string | undefined;
    /** Id of a datalist. */
    list?: string;
    kind?: "text" | "number" | "search";
    /** A text of several lines. */
    rows?: number;
    placeholder?: string;
    required?: boolean;
  },
) {
  const id = `${within}-${name}`;
  const about = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`].filter((x) => x);
  const shared = {
    id,
    name,
    placeholder,
    required,
    "aria-describedby": about.join(" ") || undefined,
    "aria-invalid": error === undefined ? undefined : ("true" as const),
    spellcheck: false,
    autocomplete: "off",
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === undefined
        ? <input type={kind} value={value} list={list} {...shared} />
        : <textarea rows={rows} {...shared}>{value}</textarea>}
      {hint === undefined ? null : <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error === undefined ? null : <p class="wrong" id={`${id}-error`}>{error}</p>}
    </div>
  );
}
