// Playbooks that nobody would write: random tasks over few paths, so that they meet each other. The same seed gives the same text.
import { stringify } from "yaml";

type Params = Record<string, unknown>;

/** Chance from a seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  }

  one<T>(of: readonly T[]): T {
    return of[this.roll(of.length)]!;
  }

  /** Some path of the tree, absolute: Ansible's modules stumble over names without a folder. */
  path(more: readonly string[] = []): string {
    return `{{ playbook_dir }}/${this.one([...PATHS, ...more])}`;
  }

  /** Some of these parameters: each is there once in so many times. */
  some(params: Params, once = 3): Params {
    return Object.fromEntries(Object.entries(params).filter(() => this.roll(once) === 0));
  }
}

const PATHS = ["a", "b", "c c", "d", "d/x", "d/ü", "d/e", "d/e/z", "l", "m", "n/o"];
const MODES = ["0644", "0600", "0755", "0440", "u+x", "g-r,o=", "a=rX", "u=rwx,g=rx,o=", "o+w", "1777"];
const TEXTS = [
  "",
  "one\n",
  "one\ntwo\nthree\n",
  "no newline",
  "a=1\nb=2\n# a=3\n",
  "crlf\r\nx\r\n",
  "ü 🎉\n",
  "one\n\n\none\n",
];
const LINES = ["one", "a=9", "two", "ü", "", "x y", "# end"];
const EXPRESSIONS = ["^one$", "^a=", "\\w+=\\d", "nothing here", "^#", "(o)(n)e", "", "x|ü", "\\s$"];

const MAKERS: ((dice: Dice) => [string, Params])[] = [
  (dice) => ["file", {
    path: dice.path(),
    ...dice.some({ mode: dice.one(MODES), follow: dice.roll(2) === 0, force: dice.roll(2) === 0 }),
    ...dice.one<Params>([
      ...[{ state: "absent" }, { state: "directory" }, { state: "directory", recurse: true }, { state: "file" }, {}],
      ...[{ state: "touch" }, { state: "link", src: dice.one(["a", "b", "c c", "../a", "d/x", "e/z", "nowhere"]) }],
      { state: "hard", src: dice.path() },
    ]),
  }],
  (dice) => ["copy", {
    content: dice.one(TEXTS),
    dest: dice.path(["d/", "n/"]),
    ...dice.some({ mode: dice.one(MODES), force: false, follow: true, backup: dice.roll(4) === 0 }, 4),
  }],
  (dice) => ["copy", {
    src: dice.one(["one.txt", "tree", "tree/", "empty"]),
    dest: dice.path(["d/", "p/q/"]),
    ...dice.some({ mode: dice.one([...MODES, "preserve"]), directory_mode: dice.one(MODES) }, 4),
  }],
  (dice) => ["copy", {
    src: `{{ playbook_dir }}/files/${dice.one(["one.txt", "nothing"])}`,
    dest: dice.path(),
    remote_src: true,
    ...dice.some({ mode: dice.one(MODES), force: false }, 4),
  }],
  (
    dice,
  ) => ["template", { src: "t.j2", dest: dice.path(), ...dice.some({ mode: dice.one(MODES), force: false }, 4) }],
  (dice) => ["lineinfile", {
    path: dice.path(),
    ...dice.one<Params>([
      { line: dice.one(LINES) },
      { line: dice.one(LINES), regexp: dice.one(EXPRESSIONS) },
      { line: "<\\1>", regexp: "(o)ne", backrefs: true },
      { state: "absent", regexp: dice.one(EXPRESSIONS) },
      { state: "absent", line: dice.one(LINES) },
      { line: dice.one(LINES), search_string: dice.one(["one", "b=", "ü"]) },
    ]),
    ...dice.some({ create: true, mode: dice.one(MODES), firstmatch: true }, 4),
    ...dice.one<Params>([{}, {}, { insertafter: dice.one(["EOF", "^one", "nothing"]) }, {
      insertbefore: dice.one(["BOF", "^two", "nothing"]),
    }]),
  }],
  (dice) => ["blockinfile", {
    path: dice.path(),
    block: dice.one(["ü", "block", "two\nlines", "two\nlines\n"]),
    ...dice.some({ create: true, mode: dice.one(MODES), marker: "; {mark}" }, 4),
    ...dice.one<Params>([{}, {}, { insertafter: dice.one(["EOF", "^one"]) }, {
      insertbefore: dice.one(["BOF", "^two"]),
    }]),
  }],
  (dice) => ["replace", {
    path: dice.path(),
    regexp: dice.one(EXPRESSIONS.filter((each) => each !== "")),
    ...dice.some({ replace: dice.one(["<\\g<0>>", "x", ""]), after: "one", before: "two", mode: dice.one(MODES) }),
  }],
  (dice) => ["stat", { path: dice.path(), ...dice.some({ follow: true, checksum_algorithm: "md5" }) }],
  (dice) => ["slurp", { src: dice.path() }],
  (dice) => ["find", {
    paths: dice.path(["."]),
    ...dice.some({ recurse: true, patterns: "?,*ü", file_type: dice.one(["any", "directory", "link"]), size: "4" }),
  }],
  (dice) => ["assemble", { src: "{{ playbook_dir }}/files/tree", dest: dice.path(), remote_src: true }],
  (dice) => ["command", { cmd: dice.one(["ls d", "cat a", "test -L l"]) }],
];

const BEFORE = [
  "mkdir d",
  "echo one > a",
  "ln -s a l",
  "ln -s nowhere m",
  "printf 'one\\ntwo' > b",
  "mkdir n; ln -s ../d n/o",
];

/** The text of a playbook, and the tasks that it is made of. */
export function randomPlaybook(seed: number, length: number): { before: string; tasks: string[] } {
  const dice = new Dice(seed);
  const before = BEFORE.filter(() => dice.roll(2) === 0).join("; ");
  const tasks = Array.from({ length }, (_, index) => {
    const [module, params] = dice.one(MAKERS)(dice);
    // A content over a link to a folder is in tests/oracle/cases/copy_odd_folders.yml, too.
    if ("content" in params && String(params["dest"]).endsWith("/n/o")) params["dest"] = "{{ playbook_dir }}/n/p";
    // What a link is that must not be replaced, tests/oracle/cases/copy_odd_folders.yml tells.
    if (/\/(l|m|n\/o)$/.test(String(params["dest"]))) delete params["force"];
    const task = { name: `task ${index}`, [module]: params, register: `r${index}`, ignore_errors: true };
    return stringify([module === "command" ? { ...task, changed_when: false } : task], { lineWidth: 0 });
  });
  return { before, tasks };
}

/** Tasks as a playbook. */
export function playbookOf(before: string, tasks: readonly string[]): string {
  const lines = tasks.join("").split("\n").map((line) => line === "" ? "" : `    ${line}`).join("\n");
  const head = "- hosts: localhost\n  connection: local\n  gather_facts: false\n  vars: { x: 1 }\n  tasks:\n";
  return `${
    before === "" ? "" : `# before: ${before}\n`
  }# once: random tasks undo each other\n# links: some paths lead to others\n${head}${lines}`;
}
