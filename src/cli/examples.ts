// What help teaches by example.

/** A whole playbook, short enough to type. */
export const samplePlaybook = `- name: Greet
  hosts: localhost
  tasks:
    - name: The greeting is there
      copy:
        dest: /tmp/greeting.txt
        content: "Hello\\n"`;

/** Below the help of the program. */
export function topExamples(program: string): string {
  return `
Examples:
  ${program} run -f site.yml --dry-run     what would change on this machine, as diffs
  ${program} run -f site.yml               change it, look again, and record every step
  ${program} run -f site.yml -i hosts.yml  the same on the hosts of an inventory, over ssh
  ${program} run "nginx is installed" -i hosts.yml   a goal in words: a model works it out
  ${program} status --all                  the loops, and where they stand
  ${program} top                           the same, live; questions answered by a key
  ${program} history 1 --actions           what loop 1 did, and how it came out
  ${program} resume 1                      go on after Ctrl-C, a crash or a question
  ${program} submit -f site.yml --interval 5m   a loop that a worker keeps so, for ever
  ${program} worker                        work on all loops that there are, side by side
  ${program} worker --serve                the same, and the status page beside it, for a browser
  ${program} logs 1 -f                     what happens to loop 1, as it happens
  ${program} prompts                       the questions that wait, and how to respond
  ${program} modules copy                  what a module takes and returns, with an example

Exit codes:
  0 converged, or done    1 ended without converging    2 usage or input error
  3 waits for a human     4 blocked or denied           5 --dry-run found changes
  70 our bug              130 interrupted (go on with resume)`;
}

/** Below the help of any other command. */
export function commandExamples(program: string, lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${program} ${line}`).join("\n")}`;
}

/** Below the help of \`run\`. */
export function runExamples(program: string): string {
  return `
Examples:
  ${program} run -f site.yml
  ${program} run -f site.yml --dry-run
  ${program} run -f site.yml --once --diff --name web
  ${program} run site.yml -t web -e @vars.yml -e colour=red
  ${program} run site.yml -i inventory.yml -l 'web:!web3' -u deploy -b -K
  ${program} run site.yml -i web1,web2 --list-hosts
  ${program} run site.yml --list-tasks --list-tags
  ${program} run -f site.yml --interval 60
  ${program} run -f site.yml -o json --quiet > result.json
  ${program} run "nginx installed, running and answering on port 80" -i inventory.yml
  ${program} run -f goal.md --model anthropic:claude-sonnet-4-5 --budget-usd 2 --policy policy.yml
  ${program} run "no package is older than a week" --model none --rules-dir rules --interval 1h

A playbook is Ansible's:
  ${samplePlaybook.replaceAll("\n", "\n  ")}`;
}
