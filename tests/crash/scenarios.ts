// What the sweep is walked through: every kind of step that a crash could do twice, forget, or do unwritten.
import type { Action } from "../../src/model/action.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import type { Scenario, Stage } from "./stage.ts";

/** Every deed appends its name to a file outside the database. */
function deed(stage: Stage, name: string): Action {
  return { host: "localhost", module: "shell", params: { cmd: `echo ${name} >> ${stage.deeds}` }, name, task: null };
}

export const TEN = Array.from({ length: 10 }, (_, index) => `deed-${index}`);

/** A decision with ten actions, from a decider that is satisfied once the run shows them done. */
export function tenActions(deciders: ScriptedDecider[]): Scenario {
  return {
    name: "a decision with ten actions",
    policy: {
      rules: [{
        decision: "allow",
        match: { module: ["shell"], by: ["model"], params: {} },
        reason: "nobody needs to be asked",
        place: "policy.yml:1",
      }],
    },
    decides: (stage) => {
      const decider = new ScriptedDecider(({ run }) => {
        const decided = run.some((iteration) => iteration.decision?.kind === "act");
        return decided
          ? { kind: "converged", reasoning: "all is done" }
          : { kind: "act", reasoning: "ten things", actions: TEN.map((name) => deed(stage, name)) };
      });
      deciders.push(decider);
      return words(decider, { looks: [{ name: "there", module: "stat", params: { path: stage.folder } }] });
    },
  };
}

/**
 * A goal in words with a question, two batches of which policy asks a human about a part, a step that fails and the one that mends it, a resource, and a rule
 * that fires once. Every question is answered with yes.
 */
export function goalInWords(deciders: ScriptedDecider[]): Scenario {
  return {
    name: "a goal in words",
    answer: "yes",
    policy: {
      rules: [{
        decision: "ask",
        match: { module: ["shell"], by: ["model"], params: {} },
        reason: "a model's command",
        place: "policy.yml:1",
      }],
    },
    decides: (stage) => {
      const decider = new ScriptedDecider(({ run }) => {
        const done = new Map(
          run.flatMap(({ actions }) => actions).map(({ name, status }) => [name, status]),
        );
        if (
          !run.some(({ prompts }) => prompts.some(({ kind, response }) => kind === "question" && response === "yes"))
        ) {
          const question = { kind: "question" as const, text: "shall we?", options: ["yes", "no"], about: null };
          return { kind: "ask", reasoning: "who knows", questions: [question] };
        }
        if (done.get("two") !== "completed") {
          const params = { dest: `${stage.folder}/conf`, content: "one\n" };
          return {
            kind: "act",
            reasoning: "first things first",
            actions: [
              { host: "localhost", module: "copy", params, name: "conf", task: null },
              deed(stage, "one"),
              deed(stage, "two"),
            ],
            stateOps: [{ op: "add_resource", name: "conf", data: { path: params.dest } }],
          };
        }
        if (done.get("try") !== "failed") {
          const { params: { cmd }, ...rest } = deed(stage, "try");
          const breaks = { ...rest, params: { cmd: `${cmd}; exit 3` } };
          return { kind: "act", reasoning: "this may fail", actions: [breaks, deed(stage, "never")] };
        }
        if (done.get("fix") !== "completed") return { kind: "act", reasoning: "so", actions: [deed(stage, "fix")] };
        return { kind: "converged", reasoning: "all is done" };
      });
      deciders.push(decider);
      const stat = (name: string) => ({ name, module: "stat", params: { path: `${stage.folder}/${name}` } });
      return words(decider, {
        looks: [{ name: "there", module: "stat", params: { path: stage.folder } }],
        rules: [{
          name: "flag",
          description: "Where the configuration is, the flag is up",
          observe: [stat("conf"), stat("flag")],
          when: "conf.stat.exists and not flag.stat.exists",
          actions: [{
            name: "flag",
            module: "shell",
            params: { cmd: `echo rule >> ${stage.deeds}; touch ${stage.folder}/flag` },
          }],
          status: "active",
          origin: null,
          file: `${stage.folder}/rules/flag.yml`,
        }],
      });
    },
  };
}

export const GOAL_DEEDS = ["one", "two", "rule", "try", "fix"];

/** register → when changed → command, a set_fact between, a loop, a look that the deed itself makes false, handlers that notify on. */
export const PLAYBOOK: Scenario = {
  name: "a playbook",
  playbook: `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: configuration
      copy: {content: "one\\n", dest: DIR/conf}
      register: conf
      notify: restart
    - name: migrate
      shell: echo migrate >> DIR/deeds
      when: conf.changed
      register: migrated
    - name: remember
      set_fact:
        did: "{{ migrated.changed }}"
    - name: announce
      command: sh -c "echo announce >> DIR/deeds"
      when: did
    - name: each
      shell: echo each-{{ item }} >> DIR/deeds
      loop: [a, b, a, c]
      register: looped
      notify: reload
    - name: after the loop
      shell: echo after >> DIR/deeds
      when: looped.changed
    - name: is it there
      stat: {path: DIR/made}
      register: made
    - name: make it
      shell: echo make >> DIR/deeds; touch DIR/made
      when: not made.stat.exists
      register: making
      notify: reload
    - name: when it was made
      shell: echo when-made >> DIR/deeds
      when: making is changed
    - name: which are there
      stat: {path: "DIR/{{ item }}"}
      loop: [x, y]
      register: which
    - name: fill those that are missing
      shell: echo fill-{{ item }} >> DIR/deeds; touch DIR/{{ item }}
      loop: "{{ which.results | rejectattr('stat.exists') | map(attribute='item') | list }}"
      notify: filled
    - name: says itself whether it changed
      shell: grep -qx self DIR/deeds || { echo self >> DIR/deeds; echo changed; }
      register: self
      changed_when: "'changed' in self.stdout"
      notify: reload
  handlers:
    - name: restart
      shell: echo restart >> DIR/deeds
      notify: afterwards
    - name: reload
      shell: echo reload >> DIR/deeds
    - name: filled
      shell: echo filled >> DIR/deeds
    - name: afterwards
      shell: echo afterwards >> DIR/deeds
`,
};

export const PLAYBOOK_DEEDS = [
  "migrate",
  "announce",
  "each-a",
  "each-b",
  "each-a",
  "each-c",
  "after",
  "make",
  "when-made",
  "fill-x",
  "fill-y",
  "filled",
  "self",
  "restart",
  "reload",
  "afterwards",
];

/** Three hosts side by side, one of which skips, fails and is rescued; a task for all of them together; handlers; a second play. */
export const FLEET: Scenario = {
  name: "a playbook on three hosts",
  hosts: [["h1", "h2", "h3"], ["h2", "h3"]],
  playbook: `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: configuration
      copy: {content: "one\\n", dest: "DIR/conf-{{ inventory_hostname }}"}
      register: conf
      notify: restart
    - name: migrate
      shell: echo migrate-{{ inventory_hostname }} >> DIR/deeds
      when: conf.changed and inventory_hostname != "h3"
    - name: for all
      shell: echo all >> DIR/deeds
      run_once: true
      register: all
    - block:
        - name: try
          shell: echo try-{{ inventory_hostname }} >> DIR/deeds; test {{ inventory_hostname }} != h2
      rescue:
        - name: rescue
          shell: echo rescue-{{ inventory_hostname }} >> DIR/deeds
    - name: after all
      shell: echo after-{{ inventory_hostname }} >> DIR/deeds
      when: all.changed
  handlers:
    - name: restart
      shell: echo restart-{{ inventory_hostname }} >> DIR/deeds
- hosts: localhost
  gather_facts: false
  tasks:
    - name: later
      shell: echo later-{{ inventory_hostname }}-{{ hostvars["h2"].all.changed }} >> DIR/deeds
`,
};

export const FLEET_DEEDS = [
  ...["migrate-h1", "migrate-h2", "all", "try-h1", "try-h2", "try-h3", "rescue-h2"],
  ...["after-h1", "after-h2", "after-h3", "restart-h1", "restart-h2", "restart-h3"],
  ...["later-h2-True", "later-h3-True"],
];

/** Blocks that fail and are rescued, attempts, included tasks for each item, handlers that are flushed in the middle. */
export const FLOW: Scenario = {
  name: "a playbook with blocks",
  playbook: `
- hosts: localhost
  gather_facts: false
  tasks:
    - block:
        - name: configuration
          copy: {content: "one\\n", dest: DIR/conf}
          notify: restart
        - name: try
          shell: echo try >> DIR/deeds; exit 3
        - name: never
          shell: echo never >> DIR/deeds
      rescue:
        - name: rescue
          shell: echo rescue-{{ ansible_failed_result.rc }} >> DIR/deeds
          register: saved
        - name: after the rescue
          shell: echo saved >> DIR/deeds
          when: saved.changed
      always:
        - name: always
          shell: echo always >> DIR/deeds
    - meta: flush_handlers
    - name: wait
      shell: echo poll >> DIR/deeds; test $(grep -c poll DIR/deeds) -ge 3
      register: waited
      until: waited.rc == 0
      retries: 5
      delay: 0
      notify: restart
    - name: waited
      shell: echo waited-{{ waited.attempts }} >> DIR/deeds
      when: waited.changed
    - include_tasks: part.yml
      loop: [a, b]
      loop_control: {loop_var: part}
    - import_tasks: part.yml
      vars: {part: imported}
  handlers:
    - name: restart
      shell: echo restart >> DIR/deeds
    - name: reload
      include_tasks: reload.yml
`,
  files: {
    "part.yml": `
- name: part
  shell: echo part-{{ part }} >> DIR/deeds
  register: parted
  notify: reload
- name: after the part
  shell: echo parted-{{ part }} >> DIR/deeds
  when: parted.changed
`,
    "reload.yml": `
- name: reload
  shell: echo reload >> DIR/deeds
  register: reloaded
- name: after the reload
  shell: echo reloaded >> DIR/deeds
  when: reloaded.changed
`,
  },
};

export const FLOW_DEEDS = [
  "try",
  "rescue-3",
  "saved",
  "always",
  "restart",
  ...["poll", "poll", "poll", "waited-3"],
  ...["part-a", "parted-a", "part-b", "parted-b", "part-imported", "parted-imported"],
  "restart",
  "reload",
  "reloaded",
];

/** Increments: a plan to confirm, one that fails twice and is mended by a fix, one that spoils another, which verification finds. */
export const INCREMENTS: Scenario = {
  name: "increments",
  mode: "incremental",
  answer: "yes",
  playbook: `
- name: base
  hosts: localhost
  gather_facts: false
  tasks:
    - name: configuration
      copy: {content: "one\\n", dest: DIR/conf}
      notify: restart
    - name: migrate
      shell: echo migrate >> DIR/deeds
      register: migrated
    - name: after the migration
      shell: echo migrated >> DIR/deeds
      when: migrated.changed
  handlers:
    - name: restart
      shell: echo restart >> DIR/deeds
- name: wants three tries
  hosts: localhost
  gather_facts: false
  tasks:
    - name: before
      copy: {content: "two\\n", dest: DIR/before}
      notify: reload
    - name: tries
      shell: echo x >> DIR/tries; test $(wc -l < DIR/tries) -ge 3
      register: tried
      changed_when: tried.rc != 0
    - name: at last
      shell: echo at-last >> DIR/deeds
  handlers:
    - name: reload
      shell: echo reload >> DIR/deeds
- name: spoils
  hosts: localhost
  gather_facts: false
  tasks:
    - name: spoil
      shell: echo spoil >> DIR/deeds; rm DIR/conf
`,
};

export const INCREMENTS_DEEDS = [
  ...["migrate", "migrated", "restart"],
  ...["at-last", "reload"],
  "spoil",
  "restart",
];
