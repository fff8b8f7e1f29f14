// A playbook all of whose secrets are encrypted, each in another way, and what it is to make of them.
import { newSalt, sealed } from "../../src/templates/vault_cipher.ts";
import { writeEnvelope } from "../../src/templates/vault_text.ts";
import { canaryValue, Needles } from "./leaks.ts";
import type { Ground } from "./program.ts";

/** In a file of a group's variables, by itself, in a file of tasks, in files that are copied, in extra variables. */
export const GROUP: string = canaryValue("grou");
export const ALONE: string = canaryValue("alon");
export const TASKS: string = canaryValue("task");
export const COPIED: string = canaryValue("copi");
export const EXTRA: string = canaryValue("extr");
/** The passwords of the vaults. */
export const PASSWORD: string = canaryValue("vaul");
export const OTHER: string = canaryValue("othe");
/** All of them. */
export const ALL: Needles = new Needles(GROUP, ALONE, TASKS, COPIED, EXTRA, PASSWORD, OTHER);

/** A text as ansible-vault encrypts it. */
export function vaulted(text: string, { password = PASSWORD, label = "default" } = {}): string {
  const encoder = new TextEncoder();
  return writeEnvelope(sealed(encoder.encode(text), encoder.encode(password), { label, salt: newSalt() }));
}

/** A value by itself, in YAML; `indent` is how far its digits stand. */
export function inline(text: string, indent: number, terms: { password?: string; label?: string } = {}): string {
  const lines = vaulted(text, terms).trimEnd().split("\n").map((line) => `${" ".repeat(indent)}${line}`);
  return `!vault |\n${lines.join("\n")}`;
}

/** Writes all files. Passwords lie outside of what is looked through, in a folder that goes with what this returns. */
export function plantVaults(ground: Ground): Disposable & { flags: string[]; folder: string } {
  const folder = Deno.makeTempDirSync({ prefix: "passwords-" });
  Deno.writeTextFileSync(`${folder}/password`, `${PASSWORD}\n`);
  Deno.writeTextFileSync(`${folder}/other-client.sh`, `#!/bin/sh\n[ "$2" = other ] && cat ${folder}/.other\n`);
  Deno.writeTextFileSync(`${folder}/.other`, `${OTHER}\n`);
  Deno.chmodSync(`${folder}/other-client.sh`, 0o755);
  const json = JSON.stringify;
  for (const name of ["group_vars", "files", "templates", "files/parts"]) {
    Deno.mkdirSync(`${ground.folder}/${name}`);
  }
  ground.write("hosts.yml", vaulted(`all: {hosts: {here: {ansible_connection: local, of_host: ${json(GROUP)}}}}\n`));
  ground.write(
    "group_vars/all.yml",
    vaulted(`of_group: ${json(GROUP)}\nshort: pg7x\nlist: [${json(GROUP)}, present, 4711]\nmade: "<{{ of_group }}>"\n`),
  );
  ground.write("more.yml", vaulted(`of_file: ${json(GROUP)}\n`, { password: OTHER, label: "other" }));
  ground.write("included.yml", vaulted(`in_vars:\n  deep: ${inline(ALONE, 6)}\n`));
  ground.write(
    "tasks.yml",
    vaulted(
      `- name: from an encrypted file\n  copy: {content: ${
        json(`tasks ${TASKS} {{ of_file }}`)
      }, dest: "{{ dest }}/tasks"}\n`,
    ),
  );
  ground.write("files/copied", vaulted(`one\n${COPIED}\nlast\n`));
  ground.write("files/parts/1", vaulted(`part ${COPIED}\n`));
  ground.write("files/parts/2", "part two\n");
  ground.write("files/say", vaulted(`#!/bin/sh\necho ${json(COPIED.replaceAll(/["$]/g, "\\$&"))} > "$1"/said\n`));
  ground.write("templates/page.j2", vaulted(`page ${COPIED} {{ alone }}\n`));
  ground.write("extra.yml", vaulted(`of_extra: ${json(EXTRA)}\nnested: {port: 8080, on: true}\n`));
  ground.write("site.yml", site());
  return {
    folder,
    flags: ["--vault-password-file", `${folder}/password`, "--vault-id", `other@${folder}/other-client.sh`],
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

function site(): string {
  const tasks = [
    'file: {path: "{{ dest }}", state: directory}',
    'copy: {content: "{{ alone }} {{ of_group }} {{ made }} {{ of_host }} {{ of_extra }} {{ nested.port + 1 }} {{ short }}", dest: "{{ dest }}/vars"}',
    'copy: {src: copied, dest: "{{ dest }}/copied"}',
    'copy: {src: copied, dest: "{{ dest }}/sealed", decrypt: false}',
    'assemble: {src: parts, dest: "{{ dest }}/parts", remote_src: false}',
    'template: {src: page.j2, dest: "{{ dest }}/page"}',
    'script: say "{{ dest }}"',
    "include_vars: included.yml",
    "include_tasks: tasks.yml",
    "copy: {content: \"{{ in_vars.deep }} {{ lookup('file', 'copied') }} {{ lookup('unvault', 'copied') }}\", dest: \"{{ dest }}/looked\"}",
    "copy: {content: \"{{ list | join(',') }} {{ alone | b64encode }} {{ alone | hash('sha1') }}\", dest: \"{{ dest }}/{{ list[1] }}\"}",
    'debug: {msg: "{{ alone }} {{ list }}"}',
    'shell: "printf %s \\"$IT\\"; printf %s \\"$IT\\" | base64"\n      environment: {IT: "{{ alone }}"}\n      register: said',
    'copy: {content: "{{ said.stdout }}", dest: "{{ dest }}/said{{ item | length }}"}\n      loop: ["{{ alone }}", "{{ of_group }}"]',
    "include_tasks: \"{{ 'each.yml' }}\"\n      loop: ['{{ of_group }}']",
  ];
  return [
    "- hosts: all",
    "  gather_facts: false",
    "  vars_files: [more.yml]",
    "  vars:",
    `    alone: ${inline(ALONE, 10, { password: OTHER, label: "other" })}`,
    "  tasks:",
    ...tasks.map((task) => `    - ${task}`),
    "",
  ].join("\n");
}
