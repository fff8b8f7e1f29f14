// What a list is narrowed down to: words to search for, and chips.
import type { Child } from "hono/jsx";
import { pathWith } from "./pager.tsx";

/** A form that asks for the same page anew. Words of the query named in `keep` stay as they are. */
export function Filter({ url, label, name = "q", keep = [], children }: {
  url: URL;
  /** What is searched in, for the field. */
  label: string;
  name?: string;
  keep?: readonly string[];
  children?: Child;
}) {
  return (
    <form method="get" action={url.pathname} class="filter" role="search" data-filter>
      <input
        type="search"
        id={`filter-${name}`}
        name={name}
        value={url.searchParams.get(name) ?? ""}
        placeholder={label}
        aria-label={label}
        maxlength={200}
        autocomplete="off"
        spellcheck={false}
      />
      {keep.map((word) => {
        const value = url.searchParams.get(word);
        return value === null ? null : <input type="hidden" name={word} value={value} />;
      })}
      {children}
      <button type="submit" class="button needs-no-script">Search</button>
    </form>
  );
}

/** One of several ways to narrow a list down; its number beside it. */
export interface Choice {
  name: string;
  /** The value in the query; null: no narrowing. */
  value: string | null;
  count?: number | undefined;
  /** Somebody should look there. */
  bad?: boolean;
}

/** Links that set a word of the query; the one that is set is marked. */
export function Chips({ url, word, label, choices }: {
  url: URL;
  word: string;
  label: string;
  choices: readonly Choice[];
}) {
  const now = url.searchParams.get(word);
  return (
    <nav class="chips" aria-label={label}>
      <ul>
        {choices.map(({ name, value, count, bad }) => (
          <li>
            <a
              class="chip"
              href={pathWith(url, { [word]: value, after: null })}
              aria-current={now === value ? "true" : undefined}
            >
              {name}
              {count === undefined ? null : <span class={bad === true ? "count bad" : "count"}>{` ${count}`}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
