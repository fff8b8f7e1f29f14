// A playbook of tasks about files: touched, looked at, removed; what every program can be compared by.

/** A third of `count` each. MADE in it is the folder where files are made. */
export function fileTasks(count: number): string {
  const path = (n: number) => `MADE/{{ inventory_hostname }}-${n}`;
  const tasks = Array.from({ length: count / 3 }, (_, n) => n);
  return [
    "- hosts: all\n  gather_facts: false\n  tasks:",
    ...tasks.map((n) => `    - file: {path: "${path(n)}", state: touch}`),
    ...tasks.map((n) => `    - stat: {path: "${path(n)}"}`),
    ...tasks.map((n) => `    - file: {path: "${path(n)}", state: absent}`),
    "",
  ].join("\n");
}
