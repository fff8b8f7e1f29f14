// Playbooks of the kinds that people wait for, for both programs.

/** What a workload needs besides its tasks. */
export interface Place {
  /** A folder that is empty before each run. */
  folder: string;
  /** A loopback server that answers with a little JSON. */
  url: string;
}

/** One playbook to measure. */
export interface Workload {
  what: string;
  playbook(place: Place): string;
  /** Files beside the playbook. */
  files?: Record<string, string>;
}

const template = `# {{ ansible_managed | default("by hand") }}
server {
  listen {{ port }};
  server_name {{ names | join(" ") }};
{% for path, target in locations | dictsort %}
  location {{ path }} { proxy_pass http://{{ target.host }}:{{ target.port | default(80) }}; }
{% endfor %}
{% if port | int == 443 %}
  ssl on;
{% endif %}
}
`;

const variables = `
    names: [example.org, www.example.org]
    locations: {/: {host: 127.0.0.1, port: 8080}, /static: {host: 127.0.0.2}, /api: {host: 127.0.0.3, port: 9000}}`;

export const workloads: Workload[] = [
  {
    what: "30 file tasks",
    playbook: ({ folder }) =>
      play([
        ...steps(10, "touch", (n) => `file: {path: ${folder}/file-${n}, state: touch}`),
        ...steps(10, "stat", (n) => `stat: {path: ${folder}/file-${n}}`),
        ...steps(10, "absent", (n) => `file: {path: ${folder}/file-${n}, state: absent}`),
      ]),
  },
  {
    what: "10 templates",
    files: { "site.conf.j2": template },
    playbook: ({ folder }) =>
      play(
        steps(10, "template", (n) =>
          `template: {src: site.conf.j2, dest: ${folder}/site-${n}.conf, mode: "0644"}
      vars: {port: ${440 + n}}`),
        variables,
      ),
  },
  {
    what: "15 requests with uri",
    playbook: ({ url }) => play(steps(15, "ask", (n) => `uri: {url: "${url}/${n}", return_content: true}`)),
  },
  {
    what: "facts",
    playbook: () =>
      `- hosts: localhost
  gather_facts: true
  tasks:
    - debug: {msg: "{{ ansible_facts['distribution'] }} {{ ansible_facts['kernel'] }}"}
`,
  },
];

function play(tasks: string[], vars?: string): string {
  const held = vars === undefined ? "" : `  vars:${vars}\n`;
  return `- hosts: localhost\n  gather_facts: false\n${held}  tasks:\n${tasks.join("")}`;
}

function steps(count: number, name: string, body: (n: number) => string): string[] {
  return Array.from({ length: count }, (_, n) => `    - name: ${name} ${n}\n      ${body(n)}\n`);
}
