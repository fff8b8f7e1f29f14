// The archive of a version that module git keeps: whether it is there, and how it is made.
import type { Params } from "../frame/parameters.ts";
import { pathWord, quote, quoteAll } from "../scripts/shell_words.ts";

const FORMATS: Record<string, string> = { ".zip": "zip", ".gz": "tar.gz", ".tar": "tar", ".tgz": "tgz" };

/** Git's name for the format that an archive's name says; undefined where it says none. */
export function archiveFormat(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? FORMATS[name.slice(dot)] : undefined;
}

/** Shell that sets `A` to the archive's absolute path. */
export function archivePlace(params: Params): string {
  const archive = params.text("archive");
  return archive === undefined ? "" : `A=${pathWord(archive)}; case $A in /*) ;; *) A=$(pwd)/$A ;; esac\n`;
}

/** Git's words that print the archive. */
function printing(params: Params): string {
  const [prefix, version] = [params.text("archive_prefix"), params.text("version") ?? "HEAD"];
  const format = archiveFormat(params.text("archive") ?? "") ?? "tar";
  return quoteAll(["archive", "--format", format, ...(prefix === undefined ? [] : ["--prefix", prefix]), version]);
}

/** The look's part, in the repository: tells `archive`, which is `same`, `differs` or `none`. */
export function archiveLook(params: Params): string {
  return params.has("archive")
    ? `if [ ! -e "$A" ]; then e archive none
elif g ${printing(params)} 2>/dev/null | cmp -s - "$A"; then e archive same; else e archive differs; fi`
    : "";
}

/** The deed's step: made beside the old one, and renamed over it. */
export function archiving(params: Params): string {
  const failed = "Failed to perform archive operation";
  return params.has("archive")
    ? `t=$(mktemp "$A.XXXXXX") || exit
o=$(g ${printing(params)} 2>&1 >"$t") || { r=$?; rm -f -- "$t"; no ${quote(failed)} $r; }
if cmp -s -- "$t" "$A"; then rm -f -- "$t"; else u=$(umask)
o=$(chmod "$(printf %o $((0666 & ~u)))" "$t" 2>&1 && mv -f -- "$t" "$A" 2>&1) || { r=$?; rm -f -- "$t"; no ${
      quote(`${failed}: `)
    } $r; }; fi
`
    : "";
}
