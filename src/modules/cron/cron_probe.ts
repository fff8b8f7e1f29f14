// What cron looks at: a user's table, or a file for cron's daemon.
import type { ModuleCall } from "../../ports/module.ts";
import { LOOK, type PathFacts, pathFacts } from "../files/path_facts.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { readTold, type Told } from "../scripts/read_told.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";
import type { ReadText } from "../text/seen_text.ts";

/** The table, and where it is. */
export interface CronFacts extends ReadText {
  /** Of `cron_file`: the file, and whether its folder is there. */
  file?: PathFacts;
  parent?: boolean;
  /** The table's user, where that is somebody else than the session's. */
  other?: string;
  /** Why the table cannot be read; an account that another task may make. */
  unknown?: string;
}

const NO_CRONTAB = 97;
/** What crontab says where a user has no table: of Debian, Red Hat and BSD; of busybox. */
const NONE = /no crontab for|No such file or directory/;

/** Looks: one round trip. */
export async function probeCron(params: Params, call: ModuleCall): Promise<CronFacts> {
  const file = params.text("cron_file");
  const shell = await call.shell();
  const script = file === undefined ? tableScript(params.text("user")) : fileScript(file);
  const told = await readTold(shell, { script, name: "table" }, call.signal);
  return file === undefined ? tableFacts(told, params) : fileFacts(told);
}

function tableScript(user: string | undefined): string {
  const other = user === undefined
    ? "set --\n"
    : `u=${quote(user)}\nif [ "$(id -un)" = "$u" ]; then set --; else set -- -u "$u"; e other "$u"; fi\n`;
  return `${LOOK}LC_ALL=C; export LC_ALL
command -v crontab >/dev/null || exit ${NO_CRONTAB}
${other}n table; crontab "$@" -l </dev/null`;
}

function fileScript(file: string): string {
  return `${LOOK}p=${pathWord(file)}
case $p in /*) ;; *) p=/etc/cron.d/$p;; esac
look file "$p"
[ ! -d "\${p%/*}/" ] || e parent yes
if [ -f "$p" ]; then n table; cat <"$p"; fi`;
}

function tableFacts({ fields, text, bytes, rc, stderr }: Told, params: Params): CronFacts {
  if (rc === NO_CRONTAB) {
    throw new ProbeFailed("The host has no crontab: install cron (Debian), cronie (Red Hat) or dcron (Alpine)");
  }
  const other = fields.raw("other");
  const known = { ...(other === undefined ? {} : { other }) };
  if (rc === 0) return { ...known, text: text ?? "", ...(bytes === undefined ? {} : { bytes }) };
  const words = stderr.trim();
  if (rc === 1 && /\bunknown\b/.test(words)) return { ...known, unknown: words };
  if (rc === 1 && NONE.test(words) && (text ?? "") === "") return known;
  // A table that cannot be read must not pass for none: it would be written over.
  throw new ProbeFailed(`Unable to read crontab${params.has("user") ? ` of ${params.text("user")}` : ""}: ${words}`);
}

function fileFacts({ fields, text, bytes, rc, stderr }: Told): CronFacts {
  if (rc !== 0) throw new ProbeFailed(stderr.trim());
  return {
    file: pathFacts(fields, "file"),
    parent: fields.raw("parent") !== undefined,
    ...(text === undefined ? {} : { text }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}
