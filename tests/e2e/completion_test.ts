// TAB in real shells on a real terminal: what is put in, what is listed, and that a hostile name runs nothing.
import assert from "node:assert/strict";
import { lacking } from "../modules/needs.ts";
import { Ground } from "./program.ts";
import { programWords } from "./program_words.ts";
import { Tmux } from "./tmux.ts";
import { quoted } from "../../src/words/quoted.ts";

const LIBRARY = "/usr/share/bash-completion/bash_completion";
const HOSTILE = '$(touch pwned) `touch pwned`; it\'s "me" !1';

interface Case {
  name: string;
  shell: string[];
  /** Lines that make the shell know the completion; SCRIPT is where it lies as its head says. */
  setup: string[];
  /** How often TAB is pressed until what there is is listed. */
  tabs: number;
  /** Where the script is kept for good, from the home. */
  kept?: string;
  /** The line that the hostile name comes to, its first letters having been typed in single quotes. */
  becomes: string;
  ignore: boolean;
}

const IN_SINGLE = `'$(touch pwned) \`touch pwned\`; it'\\''s "me" !1'`;

const cases: Case[] = [
  {
    name: "bash",
    shell: ["bash", "--norc", "--noprofile"],
    setup: ["PS1='at> '", "source <(ftl2-enterprise completion bash)"],
    becomes: IN_SINGLE,
    tabs: 2,
    ignore: lacking("bash", "tmux"),
  },
  {
    name: "bash with the package bash-completion",
    shell: ["bash", "--norc", "--noprofile"],
    setup: ["PS1='at> '", `source ${LIBRARY}`],
    kept: ".local/share/bash-completion/completions/ftl2-enterprise",
    becomes: IN_SINGLE,
    tabs: 2,
    ignore: lacking("bash", "tmux") || !there(LIBRARY),
  },
  {
    name: "zsh",
    shell: ["zsh", "-f"],
    setup: ["fpath=(~/.zsh/completions $fpath)", "autoload -Uz compinit && compinit -u -D", "PS1='at> '"],
    kept: ".zsh/completions/_ftl2-enterprise",
    becomes: IN_SINGLE,
    tabs: 1,
    ignore: lacking("zsh", "tmux"),
  },
  {
    name: "fish",
    shell: ["fish"],
    setup: ["function fish_prompt; printf 'at> '; end"],
    kept: ".config/fish/completions/ftl2-enterprise.fish",
    becomes: IN_SINGLE.replace("'\\''", "\\'"),
    tabs: 1,
    ignore: lacking("fish", "tmux"),
  },
];

function there(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return Deno.env.get("CI") === "true";
  }
}

/** A ground with the program on its PATH, and a loop of a hostile name beside others. */
async function prepared(): Promise<Ground> {
  const ground = new Ground();
  ground.write("site.yml", "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: hi}\n");
  await Deno.mkdir(`${ground.folder}/bin`);
  const program = ground.write("bin/ftl2-enterprise", `#!/bin/sh\nexec ${programWords().map(quoted).join(" ")} "$@"\n`);
  await Deno.chmod(program, 0o755);
  await ground.run("submit", "-f", "site.yml", "--name", "website");
  await ground.run("submit", "-f", "site.yml", "--name", HOSTILE);
  await ground.run("pause", "website", "--reason", "lunch");
  return ground;
}

for (const { name, shell, setup, kept, becomes, tabs, ignore } of cases) {
  Deno.test({
    name: `completion in ${name}: commands, flags' values, files, loops with their standing; a name is a name`,
    ignore,
    fn: async () => {
      using ground = await prepared();
      if (kept !== undefined) {
        const path = `${ground.folder}/${kept}`;
        await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
        const { stdout } = await ground.run("completion", name.split(" ")[0]!);
        await Deno.writeTextFile(path, stdout);
      }
      const PATH = `${ground.folder}/bin:${Deno.env.get("PATH")}`;
      await using terminal = await Tmux.running(ground, shell, { ...ground.env, PATH, LANG: "C.UTF-8" });
      for (const line of setup) {
        await terminal.type(line);
        await terminal.press("Enter");
      }
      await terminal.type("clear; echo is ready");
      await terminal.press("Enter");
      await terminal.shows(/^is ready\n+at>/m);
      const completes = async (typed: string, into: RegExp) => {
        await terminal.type(typed);
        await terminal.press("Tab");
        await terminal.shows(into);
        await terminal.press("C-u");
      };
      await completes("ftl2-enterprise hist", /^at> ftl2-enterprise history$/m);
      await completes("ftl2-enterprise run --mode=inc", /^at> ftl2-enterprise run --mode=incremental$/m);
      await completes("ftl2-enterprise run -f sit", /^at> ftl2-enterprise run -f site\.yml$/m);
      await terminal.type("ftl2-enterprise status ");
      await terminal.press(...Array(tabs).fill("Tab"));
      // In the order of the shell, and line by line.
      await terminal.shows(/(?=[^]*website +(-- |\()loop 1: paused)(?=[^]*loop 2: pending)/);
      await terminal.press("C-u");
      await terminal.type("ftl2-enterprise status '$(to");
      await terminal.press("Tab");
      const line = becomes.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      await terminal.shows(new RegExp(`^at> ftl2-enterprise status ${line}`, "m"));
      await terminal.press("Enter");
      await terminal.shows(/^loop +2 \(\$\(touch pwned\) `touch/m);
      await assert.rejects(Deno.stat(`${ground.folder}/pwned`), Deno.errors.NotFound);
      // It writes its history into the ground before it is gone.
      await terminal.type("exit");
      await terminal.press("Enter");
      await terminal.ends();
    },
  });
}

Deno.test({
  name: "completion in bash under another name: an alias is answered by the program that wrote the script",
  ignore: lacking("bash"),
  fn: async () => {
    using ground = await prepared();
    const { stdout } = await ground.run("completion", "bash");
    ground.write("script", stdout);
    const typed = "ftl status web";
    const tried = await new Deno.Command("bash", {
      args: [
        "--norc",
        "-c",
        `source ./script; COMP_LINE='${typed}' COMP_POINT=${typed.length}
        _ftl2_enterprise ftl web status; printf '<%s>' "\${COMPREPLY[@]}"; complete -p ftl2-enterprise.js`,
      ],
      cwd: ground.folder,
      env: ground.env,
    }).output();
    assert.equal(
      new TextDecoder().decode(tried.stdout),
      "<website>complete -o default -F _ftl2_enterprise ftl2-enterprise.js\n",
      new TextDecoder().decode(tried.stderr),
    );
  },
});
