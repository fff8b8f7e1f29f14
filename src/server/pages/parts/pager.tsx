// The way to the rows that follow, and back to the first ones.

/** The address with some words of its query set, null ones taken out. */
export function pathWith(url: URL, changes: { [name: string]: string | null }): string {
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const words = query.toString();
  return words === "" ? url.pathname : `${url.pathname}?${words}`;
}

/** `next`: as a `Paged` has it; `name`: the word of the query that holds it. Nothing where all rows are in sight. */
export function Pager({ url, next, name = "after", what }: {
  url: URL;
  next: string | null;
  name?: string;
  what: string;
}) {
  const later = url.searchParams.has(name);
  if (next === null && !later) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      {later ? <a class="button" href={pathWith(url, { [name]: null })}>First {what}</a> : null}
      {next === null
        ? <span class="dim">No more {what}</span>
        : <a class="button" href={pathWith(url, { [name]: next })} rel="next">More {what}</a>}
    </nav>
  );
}
