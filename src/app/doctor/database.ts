// The database: whether it is there, ours, whole and writable.
import { dirname } from "node:path";
import { StoreError } from "../../model/errors.ts";
import type { Finding } from "../../ports/checkup.ts";
import { examine, type Examined } from "../../store/examine.ts";
import { mayWrite } from "../../store/disk_room.ts";
import { quoted } from "../../words/quoted.ts";
import { sizeText } from "../../words/size_text.ts";
import { mayAsk, shown, stat } from "./here.ts";
import { finding, type Look } from "./look.ts";

/** What was found, and what is in it where it could be read. */
export interface LookedAt {
  findings: Finding[];
  content?: Examined;
}

/** Makes and changes nothing. */
export function databaseFinding({ db, clock, type }: Look): LookedAt {
  const found = stat(db);
  const name = shown(db);
  if (found === undefined || found.size === 0) return { findings: [none(db)] };
  if (!found.isFile) {
    const what = found.isDirectory ? "a folder" : "no regular file";
    return { findings: [finding("database", "problem", `${name} is ${what}`, ["Name a file with --db"])] };
  }
  const content = contentOf(db, clock.now());
  if (content instanceof StoreError) {
    return { findings: [finding("database", "problem", content.message, [content.hint])] };
  }
  const { version, newest, damage, wal } = content;
  const facts = [
    `${name}, ${sizeText(found.size)}`,
    version === newest
      ? `schema ${version}`
      : `schema ${version}, which the next start brings to ${newest} (a copy is kept)`,
    ...(damage === null ? ["too large to be read as a whole here"] : damage.length === 0 ? ["whole"] : []),
    ...(wal || version < newest ? [] : ["without a write-ahead log"]),
  ].join(", ");
  if (damage !== null && damage.length > 0) {
    return {
      findings: [
        finding("database", "problem", `${facts}, and damaged: ${damage.join("; ")}`, [
          `Keep the file, and save what can be read: sqlite3 ${quoted(db)} .recover`,
        ]),
      ],
      content,
    };
  }
  const standing = version < newest ? "note" : "ok";
  const mend = [
    ...(version < newest ? [type("init-db")] : []),
    ...(damage === null ? [`${type("verify")} reads all of it`] : []),
  ];
  return { findings: [finding("database", standing, facts, mend), ...accessOf(db, found)], content };
}

function contentOf(db: string, now: number): Examined | StoreError {
  try {
    return examine(db, { now });
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}

function none(db: string): Finding {
  const folder = dirname(db);
  const there = stat(folder);
  if (!there?.isDirectory) {
    return finding("database", "problem", `none yet, and its folder ${shown(folder)} is not there`, [
      `mkdir -p ${quoted(folder)}`,
    ]);
  }
  if (cannotWrite(folder)) {
    return finding("database", "problem", `none yet, and this user may make none in ${shown(folder)}`, [
      "Run as a user who may write there, or name another place with --db",
    ]);
  }
  return finding("database", "ok", `none yet at ${shown(db)}: the first run or submit makes it`);
}

/** What Deno does not let us try is not said to be so. */
function cannotWrite(path: string): boolean {
  return mayAsk({ name: "write", path }) && !mayWrite(path);
}

/** Who may read and write it. */
function accessOf(db: string, { mode, uid }: Deno.FileInfo): Finding[] {
  const bits = ((mode ?? 0) & 0o777).toString(8).padStart(4, "0");
  if (cannotWrite(db) || cannotWrite(dirname(db))) {
    return [
      finding("database access", "problem", `mode ${bits}: this user may not write the file and its folder`, [
        "Run as its owner; SQLite keeps two files beside it, so the folder has to be writable, too",
      ]),
    ];
  }
  if (mode !== null && (mode & 0o077) !== 0) {
    return [
      finding(
        "database access",
        "warning",
        `mode ${bits}: others may read what is on record (outputs, files, variables)`,
        [
          `chmod 600 ${quoted(db)}`,
        ],
      ),
    ];
  }
  const own = uid === null || uid === Deno.uid();
  if (!own) {
    return [
      finding(
        "database access",
        "note",
        `it belongs to uid ${uid}: what this user starts, that one finds in the record`,
      ),
    ];
  }
  return [];
}
