// Trees that are alike, and both tools as processes in them.
import { type Case, withDump } from "./case.ts";
import { neutral } from "./neutral.ts";
import { type Place, THIS_MACHINE } from "./place.ts";
import { readAnsible, readOurs, type Run } from "./told.ts";
import { openWeb } from "./web.ts";
import { changesOf, readTree } from "./tree.ts";
import { witnessBundle } from "./witness_bundle.ts";

const HERE = new URL("./", import.meta.url).pathname;

/** The slowest case takes Ansible twenty seconds, and some minutes on a busy machine. */
const LONGEST_MS = 300_000;

/** One case's ground. Names of trees have four letters, so that paths in them have the same length. */
export class Ground {
  readonly folder = Deno.makeTempDirSync({ prefix: "oracle-" });
  readonly #case: Case;
  readonly #web: ReturnType<typeof openWeb> | undefined;

  constructor(one: Case, readonly place: Place = THIS_MACHINE) {
    this.#case = one;
    if (one.playbook.includes("ORACLE_URL")) this.#web = openWeb();
  }

  /** A tree as the case wants it before the run. */
  async tree(name: "ours" | "them" | "look" | "tcek"): Promise<Tree> {
    const path = `${this.folder}/${name}`;
    Deno.mkdirSync(path);
    // Receipts lie in each tree's own home; where this is not there, all tests would share a folder of /var/tmp, should it be there.
    Deno.mkdirSync(`${path}.home/.ftl2`, { recursive: true, mode: 0o700 });
    if (this.#case.folder) await this.#must("cp", ["-R", `${this.#case.folder}.`, path], path);
    // A checkout's modes are those of its umask.
    await this.#must("chmod", ["-R", "u=rwX,go=rX", path], path);
    const { me } = this.place;
    const as = me.uid === Deno.uid() ? [] : ["setpriv", `--reuid=${me.uid}`, `--regid=${me.gid}`, "--clear-groups"];
    if (as.length > 0) await this.#must("chown", ["-R", `${me.uid}:${me.gid}`, this.folder], path);
    const [program = "", ...args] = [...as, "sh", "-euc", `umask 022\n${this.#case.before}`];
    if (this.#case.before) await this.#must(program, args, path);
    return new Tree(this.#case, path, { folder: this.folder, url: this.#web?.url ?? "", place: this.place });
  }

  async #must(program: string, args: string[], cwd: string): Promise<void> {
    const { success, stderr } = await new Deno.Command(program, { args, cwd, stdin: "null" }).output();
    if (!success) throw new Error(`${this.#case.name}: ${program} failed: ${new TextDecoder().decode(stderr)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#web?.[Symbol.asyncDispose]();
    // A case may leave folders that nobody may enter.
    new Deno.Command("chmod", { args: ["-R", "u+rwX", this.folder], stderr: "null" }).outputSync();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** One tree, in which a tool runs once or more. */
export class Tree {
  readonly #before: ReturnType<typeof readTree>;

  constructor(readonly one: Case, readonly path: string, readonly at: { folder: string; url: string; place: Place }) {
    this.#before = readTree(path, at.place.me);
  }

  /** Ansible, with `--check --diff` if wanted. */
  async ansible({ check }: { check: boolean }): Promise<Run> {
    const told = `${this.path}.told`;
    Deno.writeTextFileSync(told, "");
    const flags = [...this.one.flags, ...await this.#enter(), ...(check ? ["--check", "--diff"] : [])];
    const { code, output } = await this.#start("ansible-playbook", [...flags, this.#playbook(!check)], {
      ORACLE_TOLD: told,
      ANSIBLE_CALLBACK_PLUGINS: `${HERE}callback`,
      ANSIBLE_STDOUT_CALLBACK: "told",
      ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3",
      ANSIBLE_PIPELINING: "1",
      ANSIBLE_LOCALHOST_WARNING: "0",
      ANSIBLE_INVENTORY_UNPARSED_WARNING: "0",
      ANSIBLE_RETRY_FILES_ENABLED: "0",
      PYTHONDONTWRITEBYTECODE: "1",
      ANSIBLE_CONFIG: `${HERE}callback/ansible.cfg`,
    });
    const { tasks, recap } = readAnsible(Deno.readTextFileSync(told));
    const end = code === 0 ? "converged" : tasks.length > 0 ? "failed" : "refused";
    return this.#run({ ended: end, tasks, recap, output });
  }

  /** Ours. `once` as Ansible does, `check` a dry run, `passes` until it has converged. */
  async ours(how: "once" | "check" | "passes"): Promise<Run> {
    const told = `${this.path}.told`;
    const flags = [...this.one.flags.map((flag) => flag === "--check" ? "--dry-run" : flag), ...await this.#enter()];
    const args = ["run", "-A", "--no-config", await witnessBundle()];
    const mode = how === "once" ? ["--once"] : how === "check" ? ["--dry-run"] : [];
    const wanted = mode.filter((flag) => !flags.includes(flag));
    const command = ["--db", `${this.path}.db`, "run", "-f", this.#playbook(how === "once"), ...wanted, ...flags];
    await Deno.writeTextFile(told, "");
    const { code, output } = await this.#start(Deno.execPath(), [
      ...args,
      ...command,
      "--non-interactive",
      "-o",
      "json",
    ], {
      ORACLE_TOLD: told,
      DENO_DIR: DENO_CACHE,
    });
    const ends: { [code: number]: Run["ended"] } = { 0: "converged", 5: "converged", 1: "failed", 2: "refused" };
    const ended = ends[code];
    if (ended === undefined) throw new Error(`${this.one.name}: exit ${code}\n${output}`);
    return this.#run({ ended, ...readOurs(Deno.readTextFileSync(told)), output });
  }

  /** What a host is told of the tree; a tool's own words are not among it. */
  get #words(): Record<string, string> {
    return {
      HOME: `${this.path}.home`,
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      NO_COLOR: "1",
      ORACLE_URL: this.at.url,
      ORACLE_REGISTERED: `${this.path}.json`,
      ORACLE_WORD: "a word of the environment",
    };
  }

  async #enter(): Promise<string[]> {
    return await this.at.place.enter({ path: this.path, env: this.#words, fleet: this.one.hosts.length > 0 });
  }

  #playbook(dump: boolean): string {
    Deno.writeTextFileSync(`${this.path}/site.yml`, dump ? withDump(this.one) : this.one.playbook);
    return "site.yml";
  }

  async #start(
    program: string,
    args: string[],
    env: Record<string, string>,
  ): Promise<{ code: number; output: string }> {
    const child = new Deno.Command("sh", {
      args: ["-c", 'umask 022; exec "$@"', "sh", program, ...args],
      cwd: this.path,
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        ...this.#words,
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    // Ours ends at the first signal when its action is done, at the third at once.
    const timers = [0, 1000, 2000].map((more) => setTimeout(() => child.kill("SIGTERM"), LONGEST_MS + more));
    const { code, stdout, stderr, signal } = await child.output();
    timers.forEach(clearTimeout);
    if (signal !== null || code === 130) throw new Error(`${this.one.name}: ${program} does not end`);
    const decoder = new TextDecoder();
    return { code, output: `${decoder.decode(stdout)}${decoder.decode(stderr)}` };
  }

  #run(seen: Pick<Run, "ended" | "tasks" | "recap" | "output">): Run {
    Deno.removeSync(`${this.path}/site.yml`);
    const { me } = this.at.place;
    const run = { ...seen, tree: changesOf(this.#before, readTree(this.path, me)), registered: this.#registered() };
    return neutral(run, { tree: this.path, ...this.at, me }) as Run;
  }

  #registered(): Run["registered"] {
    try {
      return JSON.parse(Deno.readTextFileSync(`${this.path}.json`));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  }
}

const DENO_CACHE = denoCache();

/** HOME is another one in a tree, where no package lies. */
function denoCache(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: "/" }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
