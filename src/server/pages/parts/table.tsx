// Tables: they scroll in a box of their own where they are too wide, and become cards on a phone.
import type { Child } from "hono/jsx";

/** A column's head: its name, and where a click sorts by it. */
export interface Column {
  name: string;
  /** Numbers stand at the right. */
  right?: boolean;
  sort?: { path: string; now: "ascending" | "descending" | undefined };
  /** Of no interest on a narrow screen. */
  wide?: boolean;
}

/** `caption` is read out, not shown. Rows are `<tr id="…" data-row>` of `Cell`s. `list`: j and k go through it. */
export function Table(
  { caption, columns, list = false, children }: {
    caption: string;
    columns: readonly Column[];
    list?: boolean;
    children?: Child;
  },
) {
  return (
    <div class="table-box" role="group" aria-label={caption} tabindex={0}>
      <table class="table">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>{columns.map(ColumnHead)}</tr>
        </thead>
        <tbody data-list={list ? "" : undefined}>{children}</tbody>
      </table>
    </div>
  );
}

function ColumnHead({ name, right, sort, wide }: Column) {
  const kind = [right && "right", wide && "wide"].filter(Boolean).join(" ");
  return (
    <th scope="col" class={kind || undefined} aria-sort={sort?.now}>
      {sort === undefined ? name : (
        <a href={sort.path} class="sort">
          {name}
          <span class="sort-mark" aria-hidden="true">
            {sort.now === "ascending" ? "↑" : sort.now === "descending" ? "↓" : ""}
          </span>
        </a>
      )}
    </th>
  );
}

/** A cell that names its column where rows are cards. `is`: more classes. */
export function Cell(
  { of, right = false, wide = false, is = "", children }: {
    of: string;
    right?: boolean;
    wide?: boolean;
    is?: string;
    children?: Child;
  },
) {
  const kind = [is, right && "right", wide && "wide"].filter(Boolean).join(" ");
  return <td data-label={of} class={kind || undefined}>{children}</td>;
}
