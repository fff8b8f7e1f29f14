// worker --serve: the status page beside a worker. It may die without harm, and is started again.
import type { Context } from "./context.ts";
import type { Io } from "./io.ts";
import { foundAddress, listenAddress, USUAL_ADDRESS } from "./listen_address.ts";
import { type PageProcess, type Started, startPage } from "./page_process.ts";
import { pageTerms } from "./page_terms.ts";
import { Refusal } from "./refusal.ts";

/** Milliseconds until it is started again: doubled each time, up to the longest. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** After so long it counts as steady, and waits begin anew. */
const STEADY_MS = 60_000;

/** What the worker's log is told. */
export interface PageNews {
  message: string;
  /** It is open there. */
  url?: string;
  pid?: number;
}

const OURS = ["tokenFile", "hostName", "tlsCert", "tlsKey", "rulesDir"] as const;

/** Starts it where `--serve` says so, and keeps it there until it is disposed of. Throws Refusal or InputError where it cannot be opened at all. */
export async function keepPage(context: Context, tell: (news: PageNews) => void): Promise<AsyncDisposable> {
  const { flags } = context;
  if (flags.serve === undefined) {
    const alone = OURS.find((name) => flags[name] !== undefined);
    if (alone === undefined) return { [Symbol.asyncDispose]: () => Promise.resolve() };
    const flag = `--${alone.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new Refusal(`${flag} is for the status page, and --serve is missing`, {
      hint: "Add --serve, or leave it out",
    });
  }
  const address = listenAddress(flags.serve === true ? USUAL_ADDRESS : flags.serve);
  // What is wrong with it is said here, with the names that were typed.
  pageTerms(context, address);
  const page = startPage(context, address, (message) => tell({ message }));
  const started = await page.started;
  if ("failure" in started) {
    const { message, hint, kind } = started.failure;
    throw new Refusal(message, { kind, ...(hint === undefined ? {} : { hint }) });
  }
  tellStart(started, tell);
  const again = foundAddress(address, started.url);
  return keepStarted(page, {
    io: context.io,
    start: () => startPage(context, again, (message) => tell({ message })),
    tell,
  });
}

/** Sees it end, and starts it again, after longer and longer waits; also where it could not be started. */
export function keepStarted(
  page: PageProcess,
  { io, start, tell }: {
    io: Pick<Io, "clock" | "every">;
    start: () => PageProcess;
    tell: (news: PageNews) => void;
  },
): AsyncDisposable {
  const left = Promise.withResolvers<"left">();
  let current = page;
  const keep = async () => {
    let wait = FIRST_WAIT_MS;
    while (true) {
      const since = io.clock.monotonic();
      const how = await Promise.race([left.promise, current.ended]);
      if (how === "left") return;
      if (io.clock.monotonic() - since > STEADY_MS) wait = FIRST_WAIT_MS;
      tell({ message: `the status page has ended (${how}); it is started again in ${wait / 1000} s` });
      if (await Promise.race([passed(io, wait), left.promise]) === "left") return;
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      current = startAgain(start);
      current.started.then((started) => tellStart(started, tell));
    }
  };
  const kept = keep();
  return {
    async [Symbol.asyncDispose]() {
      left.resolve("left");
      await kept;
      await current.close();
    },
  };
}

/** A machine that has no room for a process (EAGAIN, ENOMEM) has some later. */
function startAgain(start: () => PageProcess): PageProcess {
  try {
    return start();
  } catch (error) {
    const message = `it cannot be started: ${error instanceof Error ? error.message : error}`;
    return {
      started: Promise.resolve({ failure: { kind: "page", message: `The status page: ${message}` }, said: [] }),
      ended: Promise.resolve("it did not start"),
      close: () => Promise.resolve(),
    };
  }
}

function tellStart(started: Started, tell: (news: PageNews) => void): void {
  for (const message of started.said) tell({ message });
  if ("failure" in started) return tell({ message: started.failure.message });
  const { url, pid } = started;
  tell({ message: `the status page is open at ${url}`, url, pid });
}

async function passed(io: Pick<Io, "every">, ms: number): Promise<"passed"> {
  const over = Promise.withResolvers<"passed">();
  const stop = io.every(ms, () => over.resolve("passed"));
  try {
    return await over.promise;
  } finally {
    stop();
  }
}
