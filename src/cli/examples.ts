// What help teaches by example: a table by command, each example with what it does. A test runs all of them.
import type { CommandName } from "./command_names.ts";

/** A command line without the program's name, and what it does. */
export type Example = readonly [line: string, what: string];

/** A whole playbook, short enough to type. */
export const samplePlaybook = `- name: Greet
  hosts: localhost
  tasks:
    - name: The greeting is there
      copy:
        dest: /tmp/greeting.txt
        content: "Hello\\n"`;

/** In the order in which somebody new needs them. */
const first: readonly Example[] = [
  ["init", "write a first playbook, inventory and policy, each explained"],
  ["run -f site.yml --dry-run", "what would change, as differences; nothing is touched"],
  ["run -f site.yml -i inventory.yml", "change it, look again, and write every step down"],
  ["submit -f site.yml -i inventory.yml --interval 5m", "keep it so, for ever: a loop that a worker takes"],
  ["worker --serve", "work on all loops there are, with a page for the browser beside it"],
  ["top", "watch them here, and answer what they ask"],
  ["history site --actions", "what was done, where, by whose decision, and how it came out"],
];

/** Below the help of the program. */
export function topExamples(program: string): string {
  return `${commandExamples(program, first)}

Exit codes:
  0 converged, or done   1 ended without converging   2 usage or input error
  3 waits for a human    4 blocked or denied          5 --dry-run found changes
  70 our bug             130 interrupted (go on with resume)

What a command takes, with examples: ${program} help COMMAND`;
}

/** As help shows them: what it does as a comment, below it what to type. */
function commandExamples(program: string, examples: readonly Example[]): string {
  return `\nExamples:\n${examples.map(([line, what]) => `  # ${what}\n  ${program} ${line}`).join("\n")}`;
}

/** Below the help of any command. */
export function examplesOf(program: string, command: CommandName): string {
  const more = command === "run" ? `\n\nA playbook is Ansible's:\n  ${samplePlaybook.replaceAll("\n", "\n  ")}` : "";
  return commandExamples(program, EXAMPLES[command]) + more;
}

/** What the first word of a command can be, each with a sentence. */
export function wordsHelp(words: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(words).map((word) => word.length));
  const lines = Object.entries(words).map(([word, what]) => `  ${word.padEnd(width)}  ${what}`);
  return `\nThe first word:\n${lines.join("\n")}`;
}

const EXAMPLES: Record<CommandName, readonly Example[]> = {
  init: [
    ["init", "into this folder, for this machine"],
    ["init site", "into a folder of its own"],
    ["init site --host web1.example.com --host deploy@web2", "for other hosts, entered over ssh"],
  ],
  run: [
    ["run -f site.yml --dry-run", "what would change, as differences; exit 5 if something would"],
    ["run -f site.yml", "change it, and look again until nothing is missing"],
    ["run -f site.yml -i inventory.yml -l 'web:!web3' -b", "on some hosts of an inventory, with sudo"],
    ["run -f site.yml -t web -e @vars.yml -e colour=red", "a part of the playbook, with variables"],
    ["run -f site.yml --interval 60", "again every minute, until Ctrl-C"],
    ["run 'nginx is installed and running' -i inventory.yml", "a goal in words: a model works it out"],
    ["run -f goal.md --model claude-cli --budget-usd 2", "one from a file, this model asked, two dollars at most"],
  ],
  plan: [
    ["plan -f site.yml", "a playbook's plays, in the order in which they would be proved"],
    ["plan 'nginx is installed and running' --out plan.json", "a model splits a goal; the plan goes to a file"],
    ["run --plan-file plan.json --yes", "work exactly that plan"],
  ],
  submit: [
    ["submit -f site.yml -i inventory.yml", "on record at once; a worker takes it up and brings it about"],
    ["submit -f site.yml --interval 5m --name web", "look every five minutes, and put right what has changed"],
    ["submit -f site.yml --cron '0 3 * * *' --tz Europe/Paris", "every night at three, as clocks go in Paris"],
    ["submit -f site.yml --interval 5m --notify command:./tell", "the same, telling people of questions and failures"],
    ["submit -f site.yml -b --become-password-file become.txt", "with sudo's password: a worker asks nobody"],
  ],
  worker: [
    ["worker", "work on all loops that there are, side by side, until Ctrl-C"],
    ["worker --serve", "the same, and the status page beside it"],
    ["worker --concurrency 50 --log-format json", "more at once, and a log for programs"],
  ],
  status: [
    ["status", "what is under way, and why what waits does so"],
    ["status --all", "with the loops that have ended"],
    ["status web --watch", "one loop, again whenever something changes"],
  ],
  top: [
    ["top", "all loops, live; ? says which keys there are"],
    ["--db /srv/loops.db top", "those of another database"],
  ],
  serve: [
    ["serve", "on this machine: http://127.0.0.1:8640/"],
    [
      "serve --listen 0.0.0.0:8640 --token-file tokens --tls-cert cert.pem --tls-key key.pem",
      "for others, each with a token",
    ],
  ],
  logs: [
    ["logs web -f", "from the beginning, and as it goes on"],
    ["logs web --since 2h", "the last two hours"],
    ["logs web --tail 20 -o json", "the last twenty events, a JSON object a line"],
  ],
  history: [
    ["history web", "its last runs, and what each decided"],
    ["history web --actions", "every action, on which host, and how it came out"],
    ["history web --drift", "only what was found changed after it had converged"],
    ["history web --all --actions -o json > web.json", "all of it, for a program"],
  ],
  show: [
    ["show web", "its options, hosts, questions and what it made"],
    ["show web --brief 3", "what the model read and answered in iteration 3, and what it cost"],
  ],
  hosts: [
    ["hosts", "every host that a loop knows, and whether it answers"],
    ["hosts web1", "one closely: its variables and where each comes from, its facts"],
    ["hosts 'web*:!web3' --watch", "those of a pattern, again whenever something changes"],
    ["hosts -i inventory.yml --graph", "the groups of an inventory, as a tree"],
  ],
  prompts: [
    ["prompts", "what is asked, and what to type"],
    ["prompts web --all", "one loop's questions, with the answers they got"],
  ],
  respond: [
    ["respond 7 yes", "question 7: an option by its text"],
    ["respond 7 2", "or by its number"],
    ["respond 7 no --comment 'not before nine'", "with a reason, which whoever decides next reads"],
    ["respond 8 'postgresql 16, from Debian'", "an open question, in your own words"],
  ],
  pause: [
    ["pause web --reason 'disk swap'", "until somebody types resume"],
    ["pause web --reason 'disk swap' --for 2h", "or two hours have passed"],
  ],
  resume: [
    ["resume web", "go on where it stood"],
    ["resume web --now", "also where it waits for its time"],
    ["resume web --on-interrupted rerun", "a command that was cut off is started again without a question"],
  ],
  retry: [
    ["retry web", "from the beginning, its files as they are now"],
    ["retry 3", "the same by its id"],
  ],
  cancel: [
    ["cancel web --reason 'not needed any more'", "its running command ends, too"],
    ["cancel 3", "the same by its id"],
  ],
  policy: [
    ["policy test policy.yml", "whether the file says what its tests expect"],
    ["policy explain shell 'rm -rf /srv'", "what holds where there is no policy"],
    [
      "policy explain --policy policy.yml --host db1 file path=/srv state=absent",
      "the verdict, and the rule behind it",
    ],
  ],
  rules: [
    ["rules", "what there are, and what each has done"],
    ["rules show nginx-up", "one of them, with its file"],
    ["rules test nginx-up web", "what it would do now on the hosts of a loop"],
    ["rules review nginx-up --model claude-cli", "what speaks against it, and what a model thinks"],
    ["rules approve nginx-up --yes", "let it decide from now on"],
  ],
  modules: [
    ["modules", "all, with a sentence each"],
    ["modules copy", "what one takes and returns, with an example"],
    ["modules user --all", "those with a word in them, Ansible's too"],
  ],
  doctor: [
    ["doctor", "this machine"],
    ["doctor -i inventory.yml", "the hosts of an inventory, too: can each be entered, and is its clock right"],
    ["doctor --model", "put one tiny question to the model that is found"],
    ["doctor -o json > doctor.json", "for a program, or a bug report"],
  ],
  unit: [
    ["unit > ftl2-enterprise.service", "then: sudo cp it to /etc/systemd/system/"],
    ["unit --as deploy", "as a user that is there already"],
  ],
  backup: [
    ["backup loops-monday.db", "a whole copy, also while loops run"],
    ["backup loops-latest.db --force", "in place of the one before"],
  ],
  prune: [
    ["prune --keep 7d --dry-run", "what would go, were outputs kept for a week"],
    ["prune --keep 7d", "let it go"],
  ],
  verify: [
    ["verify", "every table against every other"],
    ["--db loops-monday.db verify", "a copy, before it is needed"],
  ],
  "init-db": [
    ["init-db", "loops.db in this folder; run and submit make it by themselves"],
    ["--db /srv/loops.db init-db", "or anywhere"],
  ],
  completion: [
    ["completion bash > ~/.ftl2-completion.bash", "then a line for ~/.bashrc: source ~/.ftl2-completion.bash"],
    ["completion zsh", "its first lines say where it belongs"],
    ["completion fish > ~/.config/fish/completions/ftl2-enterprise.fish", "for good"],
  ],
};
