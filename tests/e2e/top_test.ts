import assert from "node:assert/strict";
import { lacking } from "../modules/needs.ts";
import { descendants } from "../sshd/processes.ts";
import { Ground } from "./program.ts";
import { byDeno } from "./program_words.ts";
import { Tmux } from "./tmux.ts";
import { Watched } from "./watched.ts";

const ignore = lacking("tmux");
const SIZE = { columns: 80, rows: 24 };

const ASKING = `- hosts: localhost
  gather_facts: false
  tasks:
    - name: One
      copy: { dest: DIR/one, content: one }
    - name: Ask
      pause: { prompt: Shall it go on? }
    - name: Two
      copy: { dest: DIR/two, content: two }
`;

const WRITING = `- hosts: localhost
  gather_facts: false
  tasks:
    - name: The message of the day
      copy: { dest: DIR/motd, content: "be nice\\n" }
`;

const POLICY = `rules:
  - decision: ask
    match: { module: copy }
    reason: files are asked for
`;

Deno.test({
  name: "top shows a loop converge while a worker works on it, and takes the answer that it waits for",
  ignore,
  fn: async () => {
    using ground = new Ground();
    ground.write("site.yml", ASKING);
    await ground.run("submit", "-f", "site.yml", "--name", "web");
    await using top = await Tmux.of(ground, ["top"], SIZE);
    await top.shows(/> +1 +web +pending .*no worker|no worker[^]*> +1 +web +pending/);
    await top.press("Enter");
    await top.shows(/> loop 1 web/);
    await using worker = new Watched(ground.command("worker"));
    await top.shows(/status +paused: question 1: .*Shall it go on\?/);
    assert.deepEqual([ground.lines("one"), ground.lines("two")], [["one"], []]);
    await top.press("a");
    await top.shows(/question 1, loop 1 web, pause/);
    await top.press("e");
    await top.shows(/answer to question 1:$/m);
    await top.type("yes, go");
    await top.press("Enter");
    await top.shows(/Question 1 is answered: yes, go/);
    await top.press("Escape");
    await top.shows(/status +completed: converged/);
    assert.deepEqual(ground.lines("two"), ["two"]);
    assert.deepEqual(ground.query("select response from prompts").map(({ response }) => response), ["yes, go"]);
    worker.signal("SIGTERM");
    await worker.ended();
  },
});

Deno.test({
  name: "top approves with the difference in sight, denies with a comment, and leaves the screen as it was",
  ignore,
  fn: async () => {
    using ground = new Ground();
    ground.write("site.yml", WRITING);
    ground.write("policy.yml", POLICY);
    for (const name of ["first", "second"]) {
      const words = ["submit", "-f", "site.yml", "--policy", "policy.yml", "--name", name];
      assert.equal((await ground.run(...words)).code, 0);
    }
    await using worker = new Watched(ground.command("worker", "--concurrency", "1"));
    await using top = await Tmux.of(ground, ["top"], SIZE);
    await top.shows(/2 questions/);
    await top.press("Tab");
    await top.shows(/\[Inbox 2\]/);
    await top.press("d");
    await top.shows(/question 1, loop 1 first, approval[^]*\+be nice/);
    await top.press("d");
    await top.shows(/deny question 1, because:$/m);
    await top.type("not today");
    await top.press("Enter");
    await top.shows(/Question 1 is answered: no, because: not today/);
    assert.deepEqual(ground.lines("motd"), []);
    await top.press("Escape");
    await top.shows(/\[Inbox 1\]/);
    await top.resize(40, 10);
    await top.press("Enter");
    await top.shows(/question 2/);
    await top.resize(100, 30);
    await top.shows(/\+be nice/);
    await top.press("a");
    await top.shows(/Say yes to all that question 2 shows\?/);
    assert.deepEqual(ground.lines("motd"), []);
    await top.press("y");
    await top.shows(/Question 2 is answered: yes/);
    await worker.until("the message is there", () => ground.lines("motd").length === 1);
    const answers = ground.query("select id, response, comment from prompts order by id");
    assert.deepEqual(answers.map(({ response, comment }) => [response, comment]), [["no", "not today"], ["yes", null]]);
    await top.press("q");
    await top.shows(/\[Inbox 0\]/);
    await top.press("q");
    const left = await top.shows(/ended with 0/);
    assert.match(left, /^before\nended with 0\n/);
    worker.signal("SIGTERM");
    await worker.ended();
  },
});

Deno.test({
  name: "top gives the terminal back where it is killed by SIGTERM, and asks for none where there is none",
  ignore,
  fn: async () => {
    using ground = new Ground();
    await ground.run("init-db");
    assert.equal((await ground.run("top")).code, 2);
    await using top = await Tmux.of(ground, ["top"], SIZE);
    await top.shows(/No loop is under way/);
    const [program] = await descendants(await top.pid());
    Deno.kill(program!, "SIGTERM");
    assert.match(await top.shows(/ended with \d/), /^before\nended with 0\n/);
  },
});

Deno.test({
  name: "top that is ended by SIGTERM exits 0, also where ink sends itself that signal once more at the very end",
  ignore: ignore || !byDeno,
  fn: async () => {
    using ground = new Ground();
    await ground.run("init-db");
    ground.preload = new URL("late_signal.ts", import.meta.url).pathname;
    await using top = await Tmux.of(ground, ["top"], SIZE);
    await top.shows(/No loop is under way/);
    const [program] = await descendants(await top.pid());
    Deno.kill(program!, "SIGTERM");
    assert.match(await top.shows(/ended with \d/), /^before\nsent SIGTERM\nended with 0\n/);
  },
});
