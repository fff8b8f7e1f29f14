// A program on the whole of a real terminal (tmux's), into which a test types and which it looks at.
import { done } from "../sshd/processes.ts";
import type { Ground } from "./program.ts";

/** A terminal with a shell that starts the program, and says how it ended. */
export class Tmux implements AsyncDisposable {
  readonly #socket: string;

  private constructor(ground: Ground) {
    this.#socket = `${ground.folder}/tmux-${crypto.randomUUID()}`;
  }

  /** Starts the program with these words, on a ground. */
  static async of(ground: Ground, args: string[], size: { columns: number; rows: number }): Promise<Tmux> {
    const tmux = new Tmux(ground);
    const { through } = ground;
    const session = ["new-session", "-d", "-x", String(size.columns), "-y", String(size.rows)];
    const shell = ["sh", "-c", 'echo before; "$@"; echo "ended with $?"; exec cat', "sh"];
    ground.through = [
      "env",
      "-u",
      "TMUX",
      "LANG=C.UTF-8",
      "tmux",
      "-S",
      tmux.#socket,
      "-f",
      "/dev/null",
      ...session,
      ...shell,
    ];
    try {
      const { success, stderr } = await ground.command(...args).output();
      if (!success) throw new Error(new TextDecoder().decode(stderr));
    } finally {
      ground.through = through;
    }
    return tmux;
  }

  /** Starts any program in the ground's folder, with nothing in its environment but this; once it has ended its pane is dead. */
  static async running(ground: Ground, words: string[], env: Record<string, string>): Promise<Tmux> {
    const tmux = new Tmux(ground);
    const given = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const size = ["-x", "120", "-y", "40"];
    const program = ["env", "-i", "TERM=screen", ...given, ...words];
    const stays = ["set-option", "-g", "remain-on-exit", "on"];
    await tmux.#tmux("-f", "/dev/null", ...[
      "new-session",
      "-d",
      ...size,
      "-c",
      ground.folder,
      ...program,
      ";",
      ...stays,
    ]);
    return tmux;
  }

  /** What is on the screen. */
  async screen(): Promise<string> {
    return await this.#tmux("capture-pane", "-p", "-t", "0");
  }

  /** Keys as tmux names them. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", "-t", "0", ...keys);
  }

  /** Letters as they are. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-t", "0", "-l", text);
  }

  /** Of the shell in it. */
  async pid(): Promise<number> {
    return Number(await this.#tmux("display-message", "-p", "-t", "0", "#{pane_pid}"));
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-t", "0", "-x", String(columns), "-y", String(rows));
  }

  /** Waits for what is to be seen, a minute at most; resolves to the screen that has it. */
  async shows(what: RegExp): Promise<string> {
    let screen = "";
    if (await within(async () => what.test(screen = await this.screen()))) return screen;
    throw new Error(`within a minute the screen did not show ${what}:\n${screen}`);
  }

  /** Waits until the program has left the terminal. tmux 3.3a misses a child's end now and then (8 of 60) and writes no "Pane is dead". */
  async ends(): Promise<void> {
    const left = async () => await this.#tmux("display-message", "-p", "-t", "0", "#{pane_dead}") === "1\n";
    if (!await within(left)) throw new Error(`within a minute the program did not end:\n${await this.screen()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server");
  }

  async #tmux(...args: string[]): Promise<string> {
    return await done("tmux", ["-S", this.#socket, ...args]);
  }
}

async function within(holds: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
