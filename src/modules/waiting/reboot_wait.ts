// Waiting until a host has booted: it is entered anew until it says that it is another boot, and then until it works.
import type { CommandResult, Receipt } from "../../model/command.ts";
import type { ShellBroken } from "../../model/errors.ts";
import type { ModuleCall } from "../../ports/module.ts";
import type { Shell } from "../../ports/shell.ts";
import { cannotBeEntered } from "./entering.ts";
import type { Params } from "../frame/parameters.ts";
import { within } from "./within.ts";

/** A call under its receipt. */
export type Applying = ModuleCall & { receipt: Receipt };

/** How the wait came out. `ended`: the command to reboot had failed, or was ended. */
export type Booted = { kind: "booted" } | { kind: "late"; msg: string } | { kind: "ended"; output: CommandResult };

/** What is told beforehand. */
interface Waiting {
  /** Seconds before the first attempt. */
  delay: number;
  /** The session broke under the command: whether it was given at all, the receipt tells. */
  doubted?: { receipt: Receipt; broken: ShellBroken };
}

/** Milliseconds between two attempts, first and longest; it doubles in between. */
const FIRST_MS = 500;
const LONGEST_MS = 12_000;
/** Milliseconds in which a shell has to say which boot it is, and in which the test command has to end. */
const ANSWER_MS = 15_000;

/** Asks a host again and again. */
export class Booting {
  readonly #params: Params;
  readonly #call: ModuleCall;
  /** The one that answered well last. */
  #shell: Shell | undefined;

  constructor(params: Params, call: ModuleCall) {
    this.#params = params;
    this.#call = call;
  }

  /** Waits until the host is in another boot than this one, and its test command succeeds. Throws ShellBroken where the command was never given. */
  async since(boot: string, { delay, doubted }: Waiting): Promise<Booted> {
    const seconds = Math.max(0, this.#params.number("reboot_timeout") ?? 600);
    if (delay > 0) await this.#call.wait(delay * 1000);
    const found: { never?: ShellBroken; output?: CommandResult } = {};
    let doubt = doubted;
    const another = await this.#until(seconds, async (shell) => {
      const answer = await this.#ask(shell, bootCommand(this.#params));
      const now = answer?.rc === 0 ? answer.stdout.trim() : "";
      if (now !== boot || doubt === undefined) return now !== "" && now !== boot;
      const settled = await shell.settle(doubt.receipt, this.#call.signal);
      if (settled.state === "unclaimed") found.never = doubt.broken;
      if (settled.state === "finished" && settled.result.rc !== 0) found.output = settled.result;
      doubt = undefined;
      return found.never !== undefined || found.output !== undefined;
    });
    if (found.never !== undefined) throw found.never;
    if (found.output !== undefined) return { kind: "ended", output: found.output };
    if (!another) return { kind: "late", msg: late("last boot time check", seconds) };
    const works = await this.#until(seconds, (shell) => this.works(shell));
    return works ? { kind: "booted" } : { kind: "late", msg: late("post-reboot test command", seconds) };
  }

  /** Whether the test command succeeds. */
  async works(shell: Shell): Promise<boolean> {
    return (await this.#ask(shell, this.#params.text("test_command") ?? "whoami"))?.rc === 0;
  }

  /** Enters the host until it answers well; false where the time is over or nobody waits any more. */
  async #until(seconds: number, well: (shell: Shell) => Promise<boolean>): Promise<boolean> {
    const call = this.#call;
    const end = call.now() + seconds * 1000;
    const connectSeconds = this.#params.number("connect_timeout");
    for (let pause = FIRST_MS; !call.signal.aborted; pause = Math.min(2 * pause, LONGEST_MS)) {
      try {
        const shell = this.#shell ?? await call.reconnect(connectSeconds === undefined ? {} : { connectSeconds });
        this.#shell = undefined;
        if (await well(shell)) {
          this.#shell = shell;
          return true;
        }
      } catch (error) {
        if (!cannotBeEntered(error)) throw error;
      }
      if (call.now() >= end) return false;
      await call.wait(Math.min(pause, Math.max(0, end - call.now())));
    }
    return false;
  }

  async #ask(shell: Shell, script: string): Promise<CommandResult | undefined> {
    const ask = (signal: AbortSignal) => shell.run(["sh", "-c", script], {}, signal);
    return await within(ANSWER_MS, ask, this.#call);
  }
}

/** Prints what a boot is known by. */
export function bootCommand(params: Params): string {
  return params.text("boot_time_command") ??
    "cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || who -b";
}

function late(what: string, seconds: number): string {
  return `Timed out waiting for ${what} (timeout=${seconds})`;
}
