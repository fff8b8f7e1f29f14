// Whether the database is still the file at its path: SQLite itself goes on with one that was deleted or replaced, where nobody else can see it.
import { StoreError } from "../model/errors.ts";

/** Remembers the file at `path`. What it returns throws a lasting StoreError once another one, or none, is there. */
export function watchFile(path: string): () => void {
  const opened = identityOf(path);
  return () => {
    const now = identityOf(path);
    if (opened === now || opened === undefined) return;
    const what = now === undefined ? "is gone" : "was replaced by another file";
    throw new StoreError(
      `Database ${path} ${what} while it was in use`,
      "Start again with the file that is meant; what this process wrote since then went with the old one",
      { lasting: true },
    );
  };
}

/** Undefined where nothing can be seen. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.statSync(path);
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
