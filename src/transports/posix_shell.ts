// The shell of one host: commands, receipts and files over one session.
import type { CommandResult, Hold, Receipt, ReceiptState } from "../model/command.ts";
import { ReceiptRefused } from "../model/errors.ts";
import type { RunOptions, Shell } from "../ports/shell.ts";
import { StreamEnded } from "./byte_reader.ts";
import { endGroup, endWhen } from "./ending.ts";
import { fetchFile, putScript } from "./file_transfer.ts";
import { type Carriage, carried, type Frame, OutOfStep, readFrame } from "./frame.ts";
import { holdScript, SWEEP_MS, sweeping } from "./hold_script.ts";
import { textOf } from "./outputs.ts";
import { literalPath, quote } from "./quoting.ts";
import { settleScript } from "./receipt_script.ts";
import { endOf, forgetting, holdPlaceOf, holdRefusal, placeOf, readSettled, refusal } from "./receipts.ts";
import { compose, type Request } from "./request.ts";
import { type Line, Session, type SessionTerms } from "./session.ts";
import { upload } from "./upload.ts";

/** Said where no place for receipts is the user's own. */
const homeless =
  "the user has no home folder that is his own and that he can write in, and /var/tmp/.ftl2-UID, which " +
  "would do instead, is somebody else's or a link: remove it";

const KEEP_BYTES = 512 * 1024;

/** Files of outputs are removed after so many commands, or so many bytes. */
const commandsBetweenCleanings = 64;
const bytesBetweenCleanings = 64 * 1024;

/** How a shell is opened. */
export interface ShellTerms extends SessionTerms {
  /** Folder for receipts on the host; `.ftl2` in the user's home without it. */
  receipts?: string;
  /** What to take for the machine's name instead of what it says itself. */
  machine?: string;
  /** How many bytes of each output are kept at its head, and again at its tail; 512 KiB without it. */
  keepBytes?: number;
}

/** Opens a shell over any pair of pipes. Throws Error with a sentence when no session can be started. */
export async function openShell(terms: ShellTerms, signal?: AbortSignal): Promise<Shell> {
  return new PosixShell(await Session.start(terms, signal), terms);
}

class PosixShell implements Shell {
  readonly machine: string;
  readonly folder: string;
  readonly #session: Session;
  readonly #carriage: Carriage;
  readonly #receipts: string;
  #n = 0;
  #commandsHeld = 0;
  #bytesHeld = 0;
  #sweptAt = -Infinity;

  constructor(session: Session, terms: ShellTerms) {
    this.machine = terms.machine ?? session.greeting.machine;
    this.folder = session.folder;
    this.#session = session;
    this.#carriage = { keep: terms.keepBytes ?? KEEP_BYTES, peek: terms.peek };
    this.#receipts = terms.receipts ?? session.greeting.receipts;
  }

  async run(argv: string[], options: RunOptions = {}, signal?: AbortSignal): Promise<CommandResult> {
    const { greeting, folder } = this.#session;
    const receipt = options.receipt;
    const n = receipt === undefined || options.stdin !== undefined ? ++this.#n : this.#n;
    const place = receipt === undefined ? {} : { receipt: placeOf(this.#root(receipt), receipt) };
    const request = compose(argv, options, { greeting, folder, n, carry: carried(this.#carriage), ...place });
    const base = place.receipt === undefined ? "" : `${place.receipt.folder}/${place.receipt.action}`;
    const files = (status: string) => {
      if (base === "") return { out: `${folder}/o${n}`, err: `${folder}/e${n}` };
      if (status === "refused") return { out: `${folder}/refused`, err: `${folder}/complaint` };
      return { out: `${base}.out`, err: `${base}.err` };
    };
    return await this.#session.exchange(JSON.stringify(argv[0]), async (line) => {
      const now = () => new Date().toISOString();
      const startedAt = now();
      const nothing = { stdout: "", stderr: "", startedAt, truncated: false };
      if (signal?.aborted) return { ...nothing, ...endOf(0, "cancel"), endedAt: startedAt };
      if (request.upload !== undefined) {
        const uploaded = await upload(this.#session, line, { n, bytes: request.upload }, signal);
        if (uploaded === "no room") throw this.#noRoom(request.upload.length, receipt);
        if (uploaded === "given up" && receipt !== undefined) throw this.#notStarted(receipt, uploaded);
        if (uploaded === "given up") return { ...nothing, ...endOf(0, "cancel"), endedAt: now() };
      }
      const watch = endWhen(this.#session, request.ends, { timeoutMs: options.timeoutMs, signal });
      try {
        const frame = await this.#ask(line, request, files);
        const why = await watch.stop();
        if (frame.status === "refused") throw this.#refused(receipt!, frame);
        // A wrapper that had to be killed wrote no end; who killed it did, perhaps a moment later.
        if (frame.status === "lost" && why === undefined) {
          throw this.#session.broken(`has lost the end of ${JSON.stringify(argv[0])}`);
        }
        return { ...outputsOf(frame), ...endOf(Number(frame.status), why), startedAt, endedAt: now() };
      } catch (error) {
        // The session was ended with its command: that is how the command ended.
        if (!(error instanceof StreamEnded) || request.ends.kind === "group" || watch.why === undefined) throw error;
        return { ...nothing, ...endOf(0, watch.why), endedAt: now() };
      } finally {
        await watch.stop();
      }
    });
  }

  async put(path: string, content: Uint8Array, options: { mode?: string } = {}, signal?: AbortSignal): Promise<void> {
    const argv = ["sh", "-c", putScript, "sh", literalPath(path), options.mode ?? "", crypto.randomUUID()];
    const { rc, cancelled, stderr } = await this.run(argv, { stdin: content }, signal);
    if (cancelled) signal?.throwIfAborted();
    if (rc !== 0) throw new Error(`Cannot write ${path} on ${this.#session.host}: ${stderr.trim()}`);
  }

  async get(path: string, signal?: AbortSignal): Promise<Uint8Array> {
    const errors = { file: `${this.#session.folder}/e${++this.#n}`, carriage: this.#carriage };
    return await this.#session.exchange(`reading ${path}`, async (line) => {
      signal?.throwIfAborted();
      const watch = endWhen(this.#session, { kind: "session" }, { timeoutMs: undefined, signal });
      try {
        const { rc, bytes, complaint } = await fetchFile(line, path, errors);
        if (await watch.stop() !== undefined) signal?.throwIfAborted();
        if (rc !== 0) throw new Error(`Cannot read ${path} on ${this.#session.host}: ${complaint}`);
        return bytes;
      } finally {
        await watch.stop();
      }
    });
  }

  async settle(receipt: Receipt, signal?: AbortSignal): Promise<ReceiptState> {
    const { folder, action, token } = placeOf(this.#root(receipt), receipt);
    const argv = ["sh", "-c", settleScript, "sh", folder, String(action), String(token)];
    const look = await this.run(argv, {}, signal);
    if (look.cancelled) signal?.throwIfAborted();
    const settled = readSettled(look.stdout);
    if (settled.state === "other") {
      throw refusal(receipt, settled.word, { host: this.#session.host, words: look.stderr.trim() });
    }
    if (settled.state !== "finished") return { state: settled.state };
    const files = { out: `${folder}/${action}.out`, err: `${folder}/${action}.err` };
    const frame = await this.#session.exchange("reading a receipt", async (line) => {
      const marker = crypto.randomUUID();
      await line.send(`_ftl2_f 0 ${marker} ${quote(files.out)} ${quote(files.err)} ${carried(this.#carriage)}\n`);
      return await readFrame(line, marker, { ...this.#carriage, files: () => files });
    });
    const { startedAt = look.startedAt, endedAt = look.endedAt } = settled;
    const result = { ...outputsOf(frame), ...endOf(settled.rc, settled.why), startedAt, endedAt };
    return { state: "finished", result };
  }

  async hold(hold: Hold, signal?: AbortSignal): Promise<"free" | "busy"> {
    const { host } = this.#session;
    if (this.#receipts === "") throw holdRefusal(hold, "homeless", { host, words: homeless });
    const { folder, token } = holdPlaceOf(this.#receipts, hold);
    const said = await this.run(["sh", "-c", holdScript, "sh", this.#receipts, folder, String(token)], {}, signal);
    if (said.cancelled) signal?.throwIfAborted();
    const word = said.stdout.trim();
    if (word !== "free" && word !== "busy") throw holdRefusal(hold, word, { host, words: said.stderr.trim() });
    await this.#sweep();
    return word;
  }

  async end(receipt: Receipt): Promise<void> {
    const { folder, action } = placeOf(this.#root(receipt), receipt);
    const base = `${folder}/${action}`;
    await endGroup(this.#session, { kind: "group", pidFile: `${base}.claim`, receipt: base }, "cancel");
  }

  async forget(receipts: Receipt[], signal?: AbortSignal): Promise<void> {
    for (const script of forgetting(receipts.map((receipt) => placeOf(this.#root(receipt), receipt)))) {
      const { rc, cancelled, stderr } = await this.run(["sh", "-c", script], {}, signal);
      if (cancelled) signal?.throwIfAborted();
      if (rc !== 0) throw new Error(`Cannot remove receipts on ${this.#session.host}: ${stderr.trim()}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
  }

  /** Removes what long-ended loops left there, now and then; it runs beside the session, nobody waits for it. */
  async #sweep(): Promise<void> {
    const now = performance.now();
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    await this.#session.exchange("a sweep", (line) => line.send(sweeping(this.#receipts)));
  }

  #root(receipt: Receipt): string {
    if (this.#receipts !== "") return this.#receipts;
    throw refusal(receipt, "homeless", { host: this.#session.host, words: homeless });
  }

  #refused(receipt: Receipt, frame: Frame): ReceiptRefused {
    const { stdout, stderr } = outputsOf(frame);
    return refusal(receipt, stdout.trim(), { host: this.#session.host, words: stderr.trim() });
  }

  /** Nothing was started: under a receipt that is a refusal like any other. */
  #noRoom(bytes: number, receipt: Receipt | undefined): Error {
    if (receipt !== undefined) return this.#notStarted(receipt, "no room");
    return new Error(`Cannot pass ${bytes} bytes of input to ${this.#session.host}: no room for them`);
  }

  #notStarted(receipt: Receipt, word: string): ReceiptRefused {
    return refusal(receipt, word, { host: this.#session.host, words: "" });
  }

  async #ask(line: Line, request: Request, files: (status: string) => { out: string; err: string }): Promise<Frame> {
    const marker = crypto.randomUUID();
    await line.send(request.line(marker));
    try {
      const frame = await readFrame(line, marker, { ...this.#carriage, files });
      await this.#clean(line, frame);
      return frame;
    } catch (error) {
      if (error instanceof OutOfStep) throw this.#session.broken(error.message);
      throw error;
    }
  }

  /** Removes what commands left in the session's folder; nobody waits for it. */
  async #clean(line: Line, { out, err }: Frame): Promise<void> {
    this.#commandsHeld++;
    for (const { head, tail, leftOut } of [out, err]) this.#bytesHeld += head.length + tail.length + leftOut;
    if (this.#commandsHeld < commandsBetweenCleanings && this.#bytesHeld < bytesBetweenCleanings) return;
    this.#commandsHeld = this.#bytesHeld = 0;
    await line.send(`rm -f "$_ftl2_d"/[oep][0-9]* </dev/null\n`);
  }
}

function outputsOf(frame: Frame): Pick<CommandResult, "stdout" | "stderr" | "truncated"> {
  const [out, err] = [textOf(frame.out), textOf(frame.err)];
  return { stdout: out.text, stderr: err.text, truncated: out.truncated || err.truncated };
}
