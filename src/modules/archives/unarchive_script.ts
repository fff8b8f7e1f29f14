// Shell that opens archives on the host: what they are, what is in them, how they are unpacked and put in place.
import { chmodWord } from "../files/mode.ts";
import type { Params } from "../frame/parameters.ts";
import { quoteAll } from "../scripts/shell_words.ts";
import { folderPrefix } from "../files/path_text.ts";

/** Sets `k` to what the archive `$a` is, by its first bytes; tells it, and the program that is missing for it. */
export const KIND = `m=$(head -c 6 "$a" | od -An -tx1 | tr -d ' \\n')
case $m in 504b*) k=zip ;; 1f8b*) k=gz ;; 425a68*) k=bz2 ;; fd377a585a00) k=xz ;; 28b52ffd*) k=zst ;; *) k=tar ;; esac
for p in tar unzip gzip bzip2 xz zstd; do case $k:$p in zip:unzip|[!z]*:tar|zst:tar|gz:gzip|bz2:bzip2|xz:xz|zst:zstd)
command -v "$p" >/dev/null || { e missing "$p"; exit 0; } ;; esac; done
g=no; [ "$k" = zip ] || case $(tar --version 2>/dev/null) in *GNU*) g=yes ;; esac
export LC_ALL=C; [ "$k" != zip ] || LC_ALL=C.UTF-8
e kind "$k" gnu "$g"
`;

/** Options that say what an archive's files do to those that are there; tar cannot see them where it unpacks. */
const KEEPS_OLD = new Set(["-k", "--keep-old-files", "--skip-old-files", "-n"]);
const KEEPS_NEWER = new Set(["--keep-newer-files", "-u"]);

/** Which files stay as they are: none, those that are newer, or all that are there. */
export function keepingOf(params: Params): "none" | "newer" | "old" {
  const options = params.texts("extra_opts");
  if (options.some((option) => KEEPS_OLD.has(option))) return "old";
  return params.flag("keep_newer") || options.some((option) => KEEPS_NEWER.has(option)) ? "newer" : "none";
}

function options(params: Params): string {
  return quoteAll(params.texts("extra_opts").filter((option) => !KEEPS_OLD.has(option) && !KEEPS_NEWER.has(option)));
}

function tarWords(params: Params): { before: string; after: string } {
  const exclude = params.texts("exclude").map((path) => `--exclude=${folderPrefix(path)}`);
  const shown = options(params) === "" ? "" : `--show-transformed-names ${options(params)} `;
  return { before: `${shown}${quoteAll(exclude)} -f "$a"`, after: ` ${quoteAll(params.texts("include"))}` };
}

/**
 * Shell functions: `names` prints what is in the archive `$a` (and empties `$T` where the host's unzip is busybox's, which sets no times);
 * `unpack FOLDER` unpacks it there; `compare` says where the
 * folder `$D` differs from it (GNU's tar only).
 */
export function archiveFunctions(params: Params): string {
  const { before, after } = tarWords(params);
  const some = quoteAll(params.texts("include"));
  const none = params.texts("exclude").length === 0 ? "" : `-x ${quoteAll(params.texts("exclude"))} `;
  return `plain() { case $k in gz) gzip -dc ;; bz2) bzip2 -dc ;; xz) xz -dc ;; zst) zstd -dc ;; *) cat ;; esac <"$a"; }
T=' %Y'
names() { case $k:$g in
zip:*) unzip -Z1 "$a" 2>"$t/e" || { T=; unzip -l "$a" 2>"$t/e"; } ;;
*:yes) tar --list --quoting-style=c ${before}${after} 2>"$t/e" ;;
*) plain | tar -t -f -${after} 2>"$t/e" ;;
esac; }
unpack() { case $k:$g in
zip:*) unzip -o -q ${options(params)} "$a" ${some} ${none}-d "$1" ;;
*:yes) tar --extract -C "$1" ${before}${after} ;;
*) plain | tar -x -C "$1" ${options(params)} -f -${after} ;;
esac; }
compare() { tar --diff -C "$D" --quoting-style=c ${before}${after} 2>&1; }
`;
}

/**
 * Shell function `place FROM TO`: moves everything in a folder of unpacked files to where it should be. A file or a whole new
 * folder by one rename, so that who looks sees the old one or the new one. Times of folders are set when they are full.
 */
export function placeFunction(keeping: "none" | "newer" | "old"): string {
  const stays = {
    none: "",
    newer: 'if [ -e "$g" ] && [ "$g" -nt "$f" ]; then continue; fi\n',
    old: 'if [ -e "$g" ] || [ -L "$g" ]; then continue; fi\n',
  }[keeping];
  return `like() { o=$(stat -c '%a %u:%g' -- "$1" 2>/dev/null || stat -f '%Lp %u:%g' -- "$1") && chmod "\${o% *}" -- "$2" &&
{ [ "$U" != 0 ] || chown "\${o#* }" -- "$2"; } && touch -r "$t/s$((n + 1))" -- "$2"; }
place() { from=$1 to=$2 n=$((n + 1))
touch -r "$from" -- "$t/s$n" || return
set --
for f in "$from"/* "$from"/.[!.]* "$from"/..?*; do
[ -L "$f" ] || [ -e "$f" ] || continue
g=$to/\${f##*/}
if [ -d "$f" ] && [ ! -L "$f" ]; then
if [ -d "$g" ] && [ ! -L "$g" ]; then ( place "$f" "$g" ) && like "$f" "$g" || return; continue; fi
[ ! -e "$g" ] && [ ! -L "$g" ] || rm -f -- "$g" || return
else
${stays}if [ -d "$g" ] && [ ! -L "$g" ]; then rmdir -- "$g" || return
elif [ -L "$g" ] && [ -d "$g" ]; then rm -f -- "$g" || return; fi
fi
set -- "$@" "$f"
if [ $# -ge 200 ]; then mv -f -- "$@" "$to/" || return; set --; fi
done
[ $# -eq 0 ] || mv -f -- "$@" "$to/"; }
n=0 U=$(id -u)
`;
}

/** Shell that gives what was unpacked into `$t/x` the owner and mode that a task wants; with `top` the folder itself too. */
export function attributesScript(params: Params, owner: string, top: boolean): string {
  const depth = top ? "" : "-mindepth 1 ";
  const mode = params.raw("mode");
  const chown = owner === "" ? "" : `find "$t/x" ${depth}-exec chown -h ${owner} {} + || k\n`;
  return mode === null
    ? chown
    : `${chown}find "$t/x" -depth ${depth}! -type l -exec chmod ${chmodWord(mode)} {} + || k\n`;
}
