// What cron does about a table: the edited one is installed whole, by crontab or as a file.
import type { Command } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import { contentDiff } from "../files/content_diff.ts";
import { permissions } from "../files/path_facts.ts";
import { writeCommand } from "../files/write_file.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, type PlanContext } from "../frame/planned.ts";
import { TELL } from "../scripts/fields.ts";
import { quoteAll } from "../scripts/shell_words.ts";
import { bytesOf, toBytes } from "../text/byte_text.ts";
import { letterText } from "../text/seen_text.ts";
import type { CronFacts } from "./cron_probe.ts";
import { CronTable, jobLine } from "./cron_table.ts";

/** The five fields of when a job runs. */
export const TIMES = ["minute", "hour", "day", "month", "weekday"] as const;

/** Pure: the plan. */
export function planCron(facts: CronFacts, params: Params, context: PlanContext): Plan {
  const target = facts.file?.followed ?? facts.file;
  if (target?.state === "directory") return fail(`${target.path} is a directory: cron_file names the file in it`);
  if (facts.unknown !== undefined && !context.checkMode) return fail(facts.unknown);
  const { text, meant, put } = letterText(facts);
  const table = new CronTable(text, { shown: facts.file === undefined });
  const edited = edit(table, (name) => meant(params.text(name) ?? ""), { params, inFile: facts.file !== undefined });
  if (edited === undefined) {
    return fail(`Variable named '${params.text("insertafter") ?? params.text("insertbefore")}' not found.`);
  }
  const file = params.text("cron_file");
  const named: JsonObject = file === undefined ? {} : { cron_file: file };
  const header = facts.file?.path ?? (params.has("user") ? `crontab for user "${params.text("user")}"` : "crontab");
  // A file without jobs goes.
  const gone = facts.file !== undefined && edited && !params.flag("env") && params.text("state") === "absent" &&
    table.empty;
  const before = put(table.before);
  if (gone && facts.file !== undefined) {
    const commands = [...backup(facts, params), { argv: ["rm", "-f", "--", facts.file.path] }];
    const result = { changed: true, ...named, state: "absent" };
    return { kind: "change", diff: [contentDiff(header, before, undefined)], commands, result };
  }
  const unended = table.before !== "" && !/[\r\n]$/.test(table.before);
  const result: ModuleResult = {
    changed: edited || unended,
    ...namesOf(table, facts),
    ...warnings(file),
    ...named,
  };
  if (!result.changed) return { kind: "same", result };
  if (facts.file !== undefined && facts.parent !== true && !context.checkMode) {
    return fail(`Destination directory ${folderOf(facts.file.path)} does not exist`, named);
  }
  const content = bytesOf(put(table.text));
  const write = facts.file === undefined ? installCommand(content, facts, params) : writeCommand({
    dest: target?.path ?? "",
    content,
    bits: target?.status === undefined ? 0o644 : permissions(target),
    ...(target?.status === undefined ? {} : { keep: `${target.status.uid}:${target.status.gid}` }),
    backup: false,
  });
  const commands = facts.file === undefined ? [write] : [...backup(facts, params), write];
  return { kind: "change", diff: [contentDiff(header, before, content)], commands, result };
}

/** Edits the table; `text` is a parameter as it stands in it. True where that changed something, undefined where there is no variable to put one beside. */
function edit(
  table: CronTable,
  text: (name: string) => string,
  { params, inFile }: { params: Params; inFile: boolean },
): boolean | undefined {
  const [name, present] = [text("name"), params.text("state") !== "absent"];
  if (params.flag("env")) {
    if (!present) return table.removeVariable(name);
    const after = params.has("insertafter") ? { after: text("insertafter") } : {};
    const before = params.has("insertbefore") ? { before: text("insertbefore") } : {};
    return table.setVariable(name, text("job"), { ...after, ...before });
  }
  if (!present) return table.removeJob(name);
  const special = params.text("special_time");
  return table.setJob(
    name,
    jobLine({
      when: special === undefined ? TIMES.map(text).join(" ") : `@${special}`,
      ...(inFile ? { user: text("user") } : {}),
      job: text("job"),
      disabled: params.flag("disabled"),
    }),
  );
}

function namesOf(table: CronTable, { bytes }: CronFacts): JsonObject {
  const words = (names: string[]) => bytes ? names.map((name) => new TextDecoder().decode(toBytes(name))) : names;
  return { jobs: words(table.jobs), envs: words(table.variables) };
}

function warnings(file: string | undefined): JsonObject {
  const name = file?.slice(file.lastIndexOf("/") + 1) ?? "plain";
  if (/^[A-Z0-9_-]+$/i.test(name)) return {};
  const must = "solely of upper- and lower-case letters, digits, underscores, and hyphens";
  return { warnings: [`Filename portion of cron_file ("${name}") should consist ${must}`] };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

const KEEP = 'b=$(mktemp "${TMPDIR:-/tmp}/crontabXXXXXX") || exit 1';

function backup(facts: CronFacts, params: Params): Command[] {
  if (!params.flag("backup")) return [];
  const script = `${TELL}${KEEP}\n[ ! -f "$1" ] || cat <"$1" >"$b" || exit 1\ne backup_file "$b"`;
  return [{ argv: ["sh", "-c", script, "sh", facts.file?.path ?? ""] }];
}

/** Installs a user's table. It is complete on the host before crontab is asked: if we die meanwhile, the old one stays. */
function installCommand(content: Uint8Array, { other, text }: CronFacts, params: Params): Command {
  const crontab = quoteAll(["crontab", ...(other === undefined ? [] : ["-u", other])]);
  const lines = ["t=$(mktemp) || exit 1", 'k() { rm -f -- "$t"; exit "${1:-1}"; }'];
  if (content.length > 0) {
    lines.push('cat >"$t" || k');
    lines.push(`[ "$(wc -c <"$t")" -eq ${content.length} ] || { echo "content cut short" >&2; k; }`);
  }
  if (params.flag("backup")) {
    lines.unshift(TELL.trimEnd());
    lines.push(KEEP);
    if (text !== undefined) lines.push(`${crontab} -l >"$b" </dev/null || k`);
    lines.push('e backup_file "$b"');
  }
  lines.push(`LC_ALL=C ${crontab} - <"$t" || k`, 'rm -f -- "$t"');
  const argv = ["sh", "-c", lines.join("\n")];
  return content.length > 0 ? { argv, stdin: content } : { argv };
}
