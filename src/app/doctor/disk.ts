// Room on the disks that work is written to.
import { dirname } from "node:path";
import type { Finding } from "../../ports/checkup.ts";
import { type DiskRoom, diskRoom, mayWrite } from "../../store/disk_room.ts";
import { quoted } from "../../words/quoted.ts";
import { sizeText } from "../../words/size_text.ts";
import { demand, mayAsk, shown, stat, Unseen, variable } from "./here.ts";
import { finding, type Look } from "./look.ts";

/** Bytes: below the first nothing can be promised, below the second it will soon be so. A commit's log takes up to 16 MB. */
const NONE = 32_000_000;
const LITTLE = 500_000_000;
const FEW_FILES = 1000;

/** The folders of the database, of temporary files and of receipts, each file system once. */
export function diskFindings({ db, type }: Look): Finding[] {
  demand({ name: "read" });
  demand({ name: "sys", kind: "statfs" });
  const home = variable("HOME");
  const places = [
    { path: dirname(db), what: "the database" },
    { path: variable("TMPDIR") ?? "/tmp", what: "temporary files" },
    ...(home === undefined ? [] : [{ path: home, what: "receipts" }]),
  ];
  const seen = new Map<number, { path: string; uses: string[] }>();
  const findings: Finding[] = [];
  for (const { path, what } of places) {
    const there = stat(path);
    // That it is not there is said by the check of what is to lie in it.
    if (there === undefined) continue;
    const known = seen.get(there.dev);
    if (known !== undefined) known.uses.push(what);
    else seen.set(there.dev, { path, uses: [what] });
    if (what === "temporary files" && mayAsk({ name: "write", path }) && !mayWrite(path)) {
      findings.push(
        finding("disk", "problem", `${shown(path)}, where temporary files go, cannot be written`, [
          "export TMPDIR=FOLDER",
        ]),
      );
    }
  }
  for (const { path, uses } of seen.values()) findings.push(roomFinding(roomAt(path), { path, uses, type }));
  return findings;
}

function roomAt(path: string): DiskRoom {
  try {
    return diskRoom(path);
  } catch (error) {
    throw new Unseen(`the room at ${path} cannot be asked for: ${(error as Error).message}`);
  }
}

/** What a file system's room means for what lies on it. */
export function roomFinding(
  { bytes, files, kind }: DiskRoom,
  { path, uses, type }: { path: string; uses: string[] } & Pick<Look, "type">,
): Finding {
  const what = `${shown(path)} (${uses.join(", ")})`;
  const free = `${sizeText(bytes)} free at ${what}`;
  const make = [`df -h ${quoted(path)}`, `What is old in the record goes with ${type("prune --keep 7d")}`];
  if (bytes < NONE) return finding("disk", "problem", `${free}: no run can be promised its record`, make);
  if (files !== null && files < FEW_FILES) {
    return finding("disk", files < 20 ? "problem" : "warning", `room for ${files} more files at ${what}`, [
      `df -i ${quoted(path)}`,
    ]);
  }
  if (bytes < LITTLE) return finding("disk", "warning", `only ${free}`, make);
  if (uses[0] !== "the database" || kind === null) return finding("disk", "ok", free);
  if (kind === "memory") {
    return finding(
      "disk",
      "warning",
      `the database lies in memory (${shown(path)}): it is gone when this machine restarts`,
      [
        "Name a place on a disk with --db",
      ],
    );
  }
  return finding(
    "disk",
    "warning",
    `the database lies on ${kind} (${shown(path)}), where SQLite's locks and shared memory do not reach other machines`,
    ["Put it on a disk of this machine with --db, or see to it that programs of one machine alone open it"],
  );
}
