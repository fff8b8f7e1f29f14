// run --list-tasks, --list-tags, --list-hosts, --syntax-check: what would be walked, in ansible-playbook's words. Nothing runs.
import { relative } from "node:path";
import type { Submission } from "../model/loop.ts";
import type { listPlays as list } from "../app.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import type { Flags } from "./command_line.ts";
import { exitCode } from "./exit_code.ts";
import { oneLine } from "../words/visible.ts";

type ListedPlay = Awaited<ReturnType<typeof list>>[number];

/** Whether only a listing is asked for. */
export function isListing({ listTasks, listTags, listHosts, syntaxCheck }: Flags): boolean {
  return [listTasks, listTags, listHosts, syntaxCheck].includes(true);
}

/** Lists a playbook that has been checked. As in ansible-playbook, a syntax check prints no list beside it. */
export async function listPlays(context: Context, submission: Submission): Promise<Ending> {
  const { flags, wiring, io } = context;
  const playbook = submission.options.file ?? "";
  const head = `\nplaybook: ${oneLine(relative(io.cwd, playbook))}`;
  if (flags.syntaxCheck) return { exit: exitCode.done, data: { playbook }, text: head };
  const plays = await wiring.listPlays(submission);
  return {
    exit: exitCode.done,
    data: toJson({ playbook, plays }),
    text: [head, ...plays.map((play, at) => playText(play, at, flags))].join("\n"),
  };
}

/** One play, from the empty line above it. Source: ansible-core's cli/playbook.py; what it leaves out (rescue and always) is left out. */
function playText({ name, pattern, hosts, tags, tasks }: ListedPlay, at: number, flags: Flags): string {
  const listed = tasks.filter(({ part }) => part === undefined);
  const sorted = (some: string[]) => [...new Set(some)].sort().map(oneLine).join(", ");
  return [
    `\n  play #${at + 1} (${pattern.map(oneLine).join(",")}): ${oneLine(name)}\tTAGS: [${tags.map(oneLine).join(",")}]`,
    ...(flags.listHosts
      ? [
        `    pattern: [${pattern.map((part) => `'${oneLine(part)}'`).join(", ")}]`,
        `    hosts (${hosts.length}):`,
        ...hosts.map((host) => `      ${oneLine(host)}`),
      ]
      : []),
    ...(flags.listTasks
      ? ["    tasks:", ...listed.map((task) => `      ${oneLine(task.name)}\tTAGS: [${sorted(task.tags)}]`)]
      : []),
    ...(flags.listTags ? [`      TASK TAGS: [${sorted([...tags, ...listed.flatMap((task) => task.tags)])}]`] : []),
  ].join("\n");
}
