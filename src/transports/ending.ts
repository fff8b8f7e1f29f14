// Ends a running command when its time is over or its caller gives up: TERM, and KILL after a grace. It goes through a second
// shell, so that it works wherever the session runs.
import { quote } from "./quoting.ts";
import type { Ends } from "./request.ts";
import type { Session } from "./session.ts";

/** How long a command has between TERM and KILL. */
const graceMs = 2000;
/** The most that a timer takes, nearly 25 days; one that is set to more fires at once. */
const longestMs = 2 ** 31 - 1;

export type Why = "timeout" | "cancel";

/** Watches over one running command. */
export interface Watch {
  /** Why the command is being ended; undefined while it is not. */
  readonly why: Why | undefined;
  /** Stops watching, waits for what was begun, and says why the command was ended, if it was. */
  stop(): Promise<Why | undefined>;
}

/** Ends the command of `ends` after `timeoutMs` or when `signal` is aborted. */
export function endWhen(
  session: Session,
  ends: Ends,
  { timeoutMs, signal }: { timeoutMs: number | undefined; signal: AbortSignal | undefined },
): Watch {
  let why: Why | undefined;
  let ended: Promise<boolean> = Promise.resolve(false);
  const over = new AbortController();
  const end = (reason: Why) => {
    if (why !== undefined || over.signal.aborted) return;
    why = reason;
    ended = (ends.kind === "group" ? endBegun(session, ends, reason) : endSession(session, over.signal)).catch(
      (cause) => {
        session.broken(`could not be reached to end a command (${cause instanceof Error ? cause.message : cause})`);
        return true;
      },
    );
  };
  /** What has not begun on a busy host is ended as soon as it has: it would have no limit otherwise. */
  const endBegun = async (...group: Parameters<typeof endGroup>): Promise<boolean> => {
    let found = await endGroup(...group);
    while (found === "not begun" && !over.signal.aborted) found = await endGroup(...group);
    return found === "hit";
  };
  const cancel = () => end("cancel");
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end("timeout"), Math.min(timeoutMs, longestMs));
  signal?.addEventListener("abort", cancel);
  if (signal?.aborted) cancel();
  return {
    get why() {
      return why;
    },
    stop: async () => {
      over.abort();
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      return await ended ? why : undefined;
    },
  };
}

/** Ends a process group whose leader writes his pid into a file, for which it waits a while. `gone`: there was nothing left to end. */
export async function endGroup(
  session: Session,
  ends: Ends & { kind: "group" },
  why: Why,
): Promise<"hit" | "gone" | "not begun"> {
  const receipt = ends.receipt === undefined ? undefined : quote(`${ends.receipt}.claim`);
  const rounds = graceMs / 50;
  const said = await session.beside(`
f=${quote(ends.pidFile)} n=0 p=
rest() { n=$((n + 1)); sleep 0.05 2>/dev/null || { sleep 1; n=$((n + 19)); }; }
until [ -s "$f" ]; do [ $n -ge ${rounds} ] && { echo early; exit; }; rest; done
read -r p _ <"$f"
case $p in '' | *[!0-9]*) exit ;; esac
kill -TERM "-$p" 2>/dev/null || exit
echo hit
${receipt === undefined ? "" : `echo "why ${why}" >>${receipt}`}
n=0
# A zombie that nobody reaps still answers kill -0.
lives() {
  kill -0 "-$p" 2>/dev/null || return 1
  [ -r /proc/self/stat ] || return 0
  for f in /proc/[0-9]*/stat; do
    { read -r s <"$f"; } 2>/dev/null || continue
    set -- \${s##*) }
    [ "$3" = "$p" ] && case $1 in Z | X) ;; *) return 0 ;; esac
  done
  return 1
}
while lives; do [ $n -ge ${rounds} ] && break; rest; done
kill -KILL "-$p" 2>/dev/null
${receipt === undefined ? "" : `echo "end 137" >>${receipt}`}
`);
  return said.includes("hit") ? "hit" : said.includes("early") ? "not begun" : "gone";
}

/**
 * Ends a command that shares the session's group. The session's `sh` catches TERM and lives on; a command that ignores it
 * is ended with the session.
 */
async function endSession(session: Session, over: AbortSignal): Promise<boolean> {
  const { leads, pid } = session.greeting;
  if (leads) {
    await session.beside(`kill -TERM -${pid}\n`);
    if (await abortedWithin(over, graceMs)) return true;
  }
  session.broken("was ended together with a command that did not end otherwise");
  await session.beside(`kill -KILL ${leads ? "-" : ""}${pid}\n`);
  return true;
}

function abortedWithin(signal: AbortSignal, ms: number): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), ms);
    const aborted = () => done(true);
    const done = (answer: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      resolve(answer);
    };
    signal.addEventListener("abort", aborted);
  });
}
