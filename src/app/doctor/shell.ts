// This machine as a host: its sh, and the programs that modules speak with.
import type { Finding } from "../../ports/checkup.ts";
import { ask } from "./here.ts";
import { finding, type Look } from "./look.ts";

/** Without these no session begins, or most modules fail: POSIX has them all, but `stat`, `head -c` and `base64`. */
const NEEDED =
  "awk base64 cat chmod chown cksum cp cut date find grep head id ln ls mkdir mv rm sed sort stat tail tar touch tr uname"
    .split(" ");
/** What single modules start. */
const WANTED: [program: string, use: string][] = [
  ["gzip", "unarchive, archive"],
  ["setsid", "ending a command with all that it started"],
  ["sudo", "become"],
  ["git", "git"],
  ["curl", "get_url, uri"],
  ["unzip", "unarchive of zip files"],
  ["crontab", "cron"],
  ["getent", "getent, user, group"],
];
/** Open files of a worker: some for each loop and host. */
const FILES = 1024;

const SCRIPT = `echo "files $(ulimit -n)"; echo "sh $(readlink -f /proc/$$/exe 2>/dev/null)"
for p in "$@"; do command -v "$p" >/dev/null 2>&1 || echo "no $p"; done`;

/** Starts one `sh`. */
export async function shellFindings({ install }: Look, signal: AbortSignal): Promise<Finding[]> {
  const wanted = WANTED.map(([program]) => program);
  const said = await ask("sh", ["-c", SCRIPT, "sh", ...NEEDED, ...wanted], {}, signal);
  if (said === undefined) {
    return [finding("shell", "problem", "no program sh on PATH: this machine cannot be kept", ["echo $PATH"])];
  }
  if (said.rc !== 0) {
    return [
      finding("shell", "problem", `sh ends with ${said.rc}: ${said.stderr.split("\n")[0]}`, ["sh -c true; echo $?"]),
    ];
  }
  const lines = said.stdout.split("\n");
  const value = (name: string) => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? "";
  const missing = new Set(lines.filter((line) => line.startsWith("no ")).map((line) => line.slice(3)));
  const lacking = NEEDED.filter((program) => missing.has(program));
  const path = value("sh");
  if (lacking.length > 0) {
    return [
      finding("shell", "problem", `sh${path && ` (${path})`} finds no ${lacking.join(", no ")}`, [
        "See that PATH has /usr/bin and /bin",
        ...install({ debian: "coreutils" }),
      ]),
    ];
  }
  const absent = WANTED.filter(([program]) => missing.has(program));
  const without = absent.length === 0
    ? ""
    : `; not here: ${absent.map(([program, use]) => `${program} (${use})`).join(", ")}`;
  const files = Number(value("files"));
  const limit = Number.isFinite(files) && files < FILES
    ? [
      finding("open files", "note", `at most ${files} at once: too few for some hundred hosts`, [
        `ulimit -n ${FILES * 4}`,
      ]),
    ]
    : [];
  return [
    finding(
      "shell",
      absent.length === 0 ? "ok" : "note",
      `sh${path && ` is ${path}`}, with the programs of POSIX${without}`,
    ),
    ...limit,
  ];
}
