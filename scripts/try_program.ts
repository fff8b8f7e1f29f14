// Tries a program on the system that it is for, as a release does before anybody downloads it: its version, a local playbook twice, its record.
// `deno run -A scripts/try_program.ts PROGRAM`, which is an executable, or JavaScript for this Deno.
import { resolve } from "node:path";
import { say, warn } from "./say.ts";

const SITE = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: a line
      lineinfile: { path: "{{ playbook_dir }}/made.txt", line: it works, create: true }
`;

/** What a start has to come to. */
interface Wanted {
  code: number;
  /** Stands in what it says. */
  says: RegExp;
}

const TIMES = [/changed=1/, /changed=0/];

/** Starts it, and throws Error with all that it said where it comes to something else. */
async function demand(words: string[], args: string[], { cwd, code, says }: Wanted & { cwd: string }): Promise<void> {
  const [program = "", ...before] = words;
  const ended = await new Deno.Command(program, { args: [...before, ...args], cwd, stdin: "null" }).output();
  const decoder = new TextDecoder();
  const said = decoder.decode(ended.stdout) + decoder.decode(ended.stderr);
  if (ended.code !== code || !says.test(said)) {
    throw new Error(`${args.join(" ")}: exit code ${ended.code} and not ${code} with ${says}:\n${said}`);
  }
  say(`ok: ${args.join(" ")}`);
}

async function tryAll(words: string[], cwd: string): Promise<void> {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  await demand(words, ["--version"], {
    cwd,
    code: 0,
    says: new RegExp(`^ftl2-enterprise ${RegExp.escape(version)}$`, "m"),
  });
  await Deno.writeTextFile(`${cwd}/site.yml`, SITE);
  if (Deno.build.os === "windows") {
    await demand(words, ["run", "-f", "site.yml"], { cwd, code: 2, says: /Windows cannot work on loops/ });
    await demand(words, ["submit", "-f", "site.yml"], { cwd, code: 0, says: /./ });
  } else {
    for (const says of TIMES) await demand(words, ["run", "-f", "site.yml"], { cwd, code: 0, says });
    const made = await Deno.readTextFile(`${cwd}/made.txt`);
    if (made !== "it works\n") throw new Error(`The playbook made ${JSON.stringify(made)}`);
  }
  await demand(words, ["status", "--all"], { cwd, code: 0, says: /site/ });
  await demand(words, ["verify"], { cwd, code: 0, says: /./ });
}

const [given] = Deno.args;
const folder = await Deno.makeTempDir({ prefix: "try-program-" });
try {
  if (given === undefined) throw new Error("Which program? deno run -A scripts/try_program.ts PROGRAM");
  const program = resolve(given);
  await tryAll(/\.m?js$/.test(program) ? [Deno.execPath(), "run", "-A", "--no-config", program] : [program], folder);
} catch (error) {
  warn(error instanceof Error ? error.message : String(error));
  Deno.exitCode = 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}
