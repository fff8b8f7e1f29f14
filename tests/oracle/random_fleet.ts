// Playbooks on four hosts that fail here and there: blocks, batches, handlers, what is done once. The same seed gives the same text.
import { stringify } from "yaml";
import { type Case, caseOf } from "./case.ts";
import { Dice } from "./random_playbook.ts";

type Task = Record<string, unknown>;

const HOSTS = ["w1", "w2", "w3", "w4"];
/** How deep blocks stand in each other. */
const DEEPEST = 2;

/** The case of a seed. */
export function randomFleet(seed: number): Case {
  const dice = new Dice(seed);
  const chance = new Chance(dice);
  const head = `# hosts: ${HOSTS.join(" ")}\n# flags: -i ${HOSTS.join()}\n# once: chance has hosts fail\n`;
  return caseOf(`fleet_random_${seed}`, head + stringify([chance.play(), chance.play()], { lineWidth: 0 }));
}

class Chance {
  #tasks = 0;

  constructor(readonly dice: Dice) {}

  play(): Task {
    const { dice } = this;
    return {
      hosts: dice.one(["all", "all", "w2,w3,w4", "w1:w3"]),
      connection: "local",
      gather_facts: false,
      ...this.#maybe(2, { serial: dice.one([2, 3, [1, 3], "50%"]) }),
      ...this.#maybe(5, { max_fail_percentage: dice.one([0, 25, 50]) }),
      tasks: this.#list(4 + dice.roll(5), 0),
      handlers: ["h1", "h2", "h3"].map((name) => ({
        name,
        shell: `echo ${name} >> log.{{ inventory_hostname }}; test {{ inventory_hostname }} != ${
          dice.one([...HOSTS, ..."xyzuv"])
        }`,
        ...this.#maybe(name === "h1" ? 3 : Infinity, { notify: "h2" }),
      })),
    };
  }

  #list(length: number, depth: number): Task[] {
    return Array.from({ length }, () => this.#task(depth));
  }

  #task(depth: number): Task {
    const { dice } = this;
    const name = `t${++this.#tasks}`;
    const kind = dice.one(["block", "block", "shell", "shell", "shell", "debug", "fact", "loop", "flush", "leave"]);
    if (kind === "block" && depth < DEEPEST) return this.#block(name, depth);
    if (kind === "debug") {
      return {
        name,
        debug: { msg: "{{ ansible_play_hosts }} {{ ansible_play_batch }}" },
        register: name,
        ...this.#words(),
      };
    }
    if (kind === "fact") {
      const { notify: _, ...words } = this.#words();
      return { name, set_fact: { [`f${dice.roll(3)}`]: `{{ inventory_hostname }} ${name}` }, ...words };
    }
    if (kind === "loop") {
      return { name, shell: "echo {{ item }} >> log.{{ inventory_hostname }}", loop: ["a", "b"], ...this.#words() };
    }
    if (kind === "flush") return { name, meta: "flush_handlers" };
    if (kind === "leave") return { name, meta: "end_host", when: `inventory_hostname == '${dice.one(HOSTS)}'` };
    const bad = HOSTS.filter(() => dice.roll(3) === 0).join(" ");
    const fails = `case ' ${bad} ' in *' '{{ inventory_hostname }}' '*) exit 1;; esac`;
    return { name, shell: `echo ${name} >> log.{{ inventory_hostname }}; ${fails}`, ...this.#words() };
  }

  #block(name: string, depth: number): Task {
    const { dice } = this;
    return {
      name,
      block: this.#list(1 + dice.roll(3), depth + 1),
      ...(dice.roll(2) === 0 ? { rescue: this.#list(1, depth + 1) } : {}),
      ...(dice.roll(2) === 0 ? { always: this.#list(1, depth + 1) } : {}),
    };
  }

  #words(): Task {
    const { dice } = this;
    return {
      ...this.#maybe(8, { run_once: true }),
      ...this.#maybe(6, { when: `inventory_hostname != '${dice.one(HOSTS)}'` }),
      ...this.#maybe(6, { ignore_errors: true }),
      ...this.#maybe(3, { notify: dice.one(["h1", "h2", "h3"]) }),
      ...this.#maybe(10, { delegate_to: dice.one(HOSTS) }),
    };
  }

  #maybe(once: number, words: Task): Task {
    return Number.isFinite(once) && this.dice.roll(once) === 0 ? words : {};
  }
}
