// A newcomer's machine: a room with a user who has never seen the program, the program by its name on PATH, and hosts that ssh enters. No network leads
// out of it, so that the page has its usual address and whatever else runs here is not in the way.
import assert from "node:assert/strict";
import { bundled } from "../../packaging/bundled.ts";
import { openRoom, type Room } from "../../rooms/room.ts";
import { eventually } from "../../sshd/processes.ts";
import { quoted } from "../../../src/words/quoted.ts";
import { Watched } from "../watched.ts";

/** What people are told to call hosts by: all of them lead into this room, to users with homes of their own. */
const HOSTS = ["web1.example.com", "web1", "web2.example.com", "web2"];
const PREPARE = `set -e
busybox ip link set lo up
useradd -m -s /bin/bash ann
touch /usr/local/bin/deno && mount --bind "$DENO" /usr/local/bin/deno
install -m 755 "$PROGRAM" /usr/local/bin/ftl2-enterprise
echo "127.0.0.1 localhost ${HOSTS.join(" ")}" >/etc/hosts
mkdir -p /run/sshd
umask 077
ssh-keygen -q -t ed25519 -N "" -f /run/sshd/host
mkdir /home/ann/.ssh
ssh-keygen -q -t ed25519 -N "" -C ann -f /home/ann/.ssh/id_ed25519
read -r type key rest </run/sshd/host.pub
echo "${HOSTS.join(",")} $type $key" >/home/ann/.ssh/known_hosts
for name in web1 web2; do
  useradd -m -s /bin/bash -p '*' $name
  mkdir /home/$name/.ssh
  cp /home/ann/.ssh/id_ed25519.pub /home/$name/.ssh/authorized_keys
  chown -R $name: /home/$name
  printf 'Host %s*\\n  User %s\\n' $name $name >>/home/ann/.ssh/config
done
chown -R ann: /home/ann
/usr/sbin/sshd -f /dev/null -o ListenAddress=127.0.0.1 -o HostKey=/run/sshd/host -o UsePAM=no -o PidFile=/run/sshd/pid
`;

/** What runs on the machine, and what each thread of it waits for. */
const RUNNING =
  'for at in /proc/[0-9]*; do tr "\\0" " " <$at/cmdline; echo; cat $at/task/*/wchan; echo; done 2>/dev/null || :';

/** Who types, and where the terminal is opened. */
export interface Typist {
  name: string;
  home: string;
  folder: string;
  /** More of the environment: `NAME=value`. */
  env?: string[];
}

const ANN: Typist = { name: "ann", home: "/home/ann", folder: "/home/ann" };

/** How a command came out. */
export interface Typed {
  code: number;
  /** Both streams, as a terminal shows them. */
  output: string;
}

/** The newcomer and the machine. Disposing ends everything. */
export class Newcomer implements AsyncDisposable {
  readonly #room: Room;
  readonly #shell: Deno.ChildProcess;
  readonly #typing: WritableStreamDefaultWriter<Uint8Array>;
  readonly #heard: Promise<void>;
  readonly #terminals: Watched[] = [];
  #output = "";
  #typed = 0;

  private constructor(room: Room, readonly typist: Typist) {
    this.#room = room;
    this.#shell = this.#command(["bash"]).spawn();
    this.#typing = this.#shell.stdin.getWriter();
    this.#heard = this.#hear();
  }

  /** `prepare` is a shell text that the machine has been through already, as root. */
  static async arrive(prepare = "", typist: Typist = ANN): Promise<Newcomer> {
    const program = Deno.env.get("FTL2") || await bundled();
    const room = await openRoom({ unshare: ["--net"], hostname: "laptop" });
    try {
      await room.sh(`DENO='${Deno.execPath()}' PROGRAM='${program}'\n${PREPARE}${prepare}`);
      return new Newcomer(room, typist);
    } catch (error) {
      await room[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Types a command into the terminal, where the ones before it have left it. */
  async type(text: string): Promise<Typed> {
    const mark = `--end-of-${++this.#typed}--`;
    const from = this.#output.length;
    await this.#typing.write(
      new TextEncoder().encode(`{ ${text}\n} </dev/null 2>&1\nprintf '\\n%s %s\\n' ${mark} $?\n`),
    );
    const end = new RegExp(`\\n${mark} (\\d+)\\n`);
    await eventually(`the end of ${text}`, () => end.test(this.#output.slice(from)), 120_000).catch(async (error) => {
      throw new Error(`${error.message}\n${this.#output.slice(from)}\n${await this.root(RUNNING)}`);
    });
    const [whole, code] = end.exec(this.#output)!;
    return { code: Number(code), output: this.#output.slice(from, this.#output.indexOf(whole)) };
  }

  /** Types a command into a terminal of its own, in the folder where the first one is; it goes on, until it is interrupted. `variables` are set before, as `name=value;`. */
  async start(text: string, variables = ""): Promise<Watched> {
    const { output } = await this.type("pwd");
    const tell =
      `cd '${output.trim()}' && echo $$ >/tmp/terminal-${this.#terminals.length} ; ${variables} exec ${text}`;
    const terminal = new Watched(this.#command(["script", "-qec", `bash -c ${quoted(tell)}`, "/dev/null"], "null"));
    this.#terminals.push(terminal);
    return terminal;
  }

  /** Ctrl-C in such a terminal; resolves with the exit code once its command has ended. */
  async interrupt(terminal: Watched): Promise<number> {
    await this.#room.sh(`kill -INT $(cat /tmp/terminal-${this.#terminals.indexOf(terminal)})`);
    return (await terminal.ended()).code;
  }

  /** Runs a shell text as root. */
  async root(text: string): Promise<string> {
    return await this.#room.sh(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whatever still runs there ends with the room; until then it would keep its terminal open.
    await this.#typing.close();
    await this.#room[Symbol.asyncDispose]();
    await this.#shell.status;
    await this.#heard;
    for (const terminal of this.#terminals) await terminal[Symbol.asyncDispose]();
  }

  #command(words: string[], stdin: "piped" | "null" = "piped"): Deno.Command {
    const { name, home, folder, env = [] } = this.typist;
    const own = [
      `HOME=${home}`,
      `USER=${name}`,
      `LOGNAME=${name}`,
      "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin",
      "LANG=C.UTF-8",
    ];
    const typist = [
      "setpriv",
      "--reuid",
      name,
      "--regid",
      name,
      "--init-groups",
      "env",
      "-i",
      `--chdir=${folder}`,
      ...own,
      "TERM=xterm",
      ...env,
    ];
    const [program = "", ...args] = this.#room.enter([...typist, ...words]);
    return new Deno.Command(program, { args, stdin, stdout: "piped", stderr: "piped" });
  }

  async #hear(): Promise<void> {
    const errors = new Response(this.#shell.stderr).text();
    for await (const text of this.#shell.stdout.pipeThrough(new TextDecoderStream())) this.#output += text;
    assert.equal(await errors, "", "the newcomer's shell complains");
  }
}
