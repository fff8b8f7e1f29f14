// Receipts as the controller speaks of them: where they lie, what a refusal says, what became of one.
import type { CommandResult, Hold, Receipt } from "../model/command.ts";
import { InputError, ReceiptRefused } from "../model/errors.ts";
import { quote } from "./quoting.ts";
import type { HoldPlace, ReceiptPlace } from "./request.ts";

/** Where a receipt's files lie under `root`. Throws InputError for a loop id that is not a plain name. */
export function placeOf(root: string, { loop, action, token, hold }: Receipt): ReceiptPlace {
  demandName("receipt after loop", loop);
  for (const number of [action, token]) demandNumber("receipt", number);
  return { folder: `${root}/${loop}`, action, token, ...(hold === undefined ? {} : { hold: holdPlaceOf(root, hold) }) };
}

/** Where a machine's lease lies under `root`: no loop's folder is called so. Throws InputError for a uid that is not a plain name. */
export function holdPlaceOf(root: string, { uid, token }: Hold): HoldPlace {
  demandName("lease", uid);
  demandNumber("lease", token);
  return { folder: `${root}/.holds/${uid}`, token };
}

function demandName(what: string, name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)) return;
  throw new InputError(`Cannot name a ${what} ${JSON.stringify(name)}: expected letters, digits, _ and -`);
}

function demandNumber(what: string, number: number): void {
  if (Number.isSafeInteger(number) && number >= 0) return;
  throw new InputError(`Cannot name a ${what} with number ${number}: expected a whole number from 0`);
}

/** What to throw when the host refused: its word for why, and what it said besides. */
export function refusal(
  receipt: Receipt,
  word: string,
  { host, words }: { host: string; words: string },
): ReceiptRefused {
  const reasons: Record<string, string> = {
    claimed: `action ${receipt.action} is claimed already`,
    "no room": "there is no room for its input in the host's folder for temporary files",
    "given up": "it was stopped while its input was on its way",
    held: "another loop has the machine now",
    fenced: `a newer worker owns the loop, token ${receipt.token} is too old`,
  };
  const reason = reasons[word] ?? `its receipt cannot be written${words === "" ? "" : `: ${words}`}`;
  return new ReceiptRefused(
    `${host} did not start action ${receipt.action} of loop ${receipt.loop}: ${reason}`,
    reason,
  );
}

/** What to throw when the host refused to be held. */
export function holdRefusal(
  hold: Hold,
  word: string,
  { host, words }: { host: string; words: string },
): ReceiptRefused {
  const reason = word === "fenced"
    ? "another loop has the machine now"
    : `its receipt cannot be written${words === "" ? "" : `: ${words}`}`;
  return new ReceiptRefused(`${host} cannot be held under token ${hold.token}: ${reason}`, reason);
}

/** What the settling script printed, parsed. `other` is a refusal. */
export type Settled =
  | { state: "finished"; rc: number; why: string; startedAt: string | undefined; endedAt: string | undefined }
  | { state: "running" | "interrupted" | "unclaimed" }
  | { state: "other"; word: string };

/** Reads the settling script's line. */
export function readSettled(text: string): Settled {
  const [word = "", rc, why = "none", ticks, booted, ended] = text.trim().split(" ");
  if (word === "running" || word === "interrupted" || word === "unclaimed") return { state: word };
  if (word !== "finished") return { state: "other", word };
  // Linux counts start times in hundredths of a second on every architecture that it still runs on.
  const startedAt = time(Number(booted) * 1000 + Number(ticks) * 10);
  return { state: "finished", rc: Number(rc), why, startedAt, endedAt: time(Number(ended) * 1000) };
}

/** How a command's end is told: 124 after a timeout, 130 after a cancel, else its own status. */
export function endOf(rc: number, why: string | undefined): Pick<CommandResult, "rc" | "timedOut" | "cancelled"> {
  if (why === "timeout") return { rc: 124, timedOut: true, cancelled: false };
  if (why === "cancel") return { rc: 130, timedOut: false, cancelled: true };
  return { rc, timedOut: false, cancelled: false };
}

/** Scripts that remove receipts, some hundred each. Tokens and boots stay. */
export function forgetting(places: readonly ReceiptPlace[]): string[] {
  const scripts: string[] = [];
  for (let at = 0; at < places.length; at += 500) {
    const files = places.slice(at, at + 500).map(({ folder, action }) => `${quote(`${folder}/${action}`)}.*`);
    scripts.push(`rm -f ${files.join(" ")}`);
  }
  return scripts;
}

function time(ms: number): string | undefined {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}
