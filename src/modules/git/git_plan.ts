// What module git does about what it saw.
import type { Command, CommandResult } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Diff, ModuleResult, Plan } from "../../model/plan.ts";
import { Fields } from "../scripts/fields.ts";
import { addressOf, harmless, secretInput } from "./git_address.ts";
import type { Checkout, GitFacts } from "./git_facts.ts";
import { archiveFormat, archiving } from "./git_archive.ts";
import {
  beginning,
  cloning,
  type Doing,
  ending,
  fetching,
  relocating,
  submodules,
  switching,
  verifying,
} from "./git_steps.ts";
import { isThere, wantedOf } from "./git_version.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, failedResult, type PlanContext } from "../frame/planned.ts";
import { quote } from "../scripts/shell_words.ts";
import { folderPrefix } from "../files/path_text.ts";

const NO_GIT = "The host has no git: install the package git first";
const ASTRAY = "Current repo does not have a valid reference to a separate Git dir or it refers to the invalid path";
const NO_HEAD = "Could not determine remote revision for HEAD";

function taken(separate: string): string {
  return `Separate-git-dir path ${separate} already exists.`;
}

/** Pure. */
export function gitPlan(facts: GitFacts, params: Params, { checkMode }: PlanContext): Plan {
  const { checkout, dest } = facts;
  if (facts.git === undefined) return withoutGit(params, dest, checkMode);
  if (facts.astray) return fail(ASTRAY);
  const wanted = wantedOf(params, facts);
  const doing: Doing = { params, wanted, dest, address: addressOf(params.text("repo") ?? ""), folder: facts.folder };
  if (checkout === undefined) return newCheckout(facts, doing);
  return params.flag("update") ? updated(facts, checkout, doing) : kept(facts, checkout, doing);
}

/** In a dry run an earlier task may be going to install it. */
function withoutGit(params: Params, dest: string, checkMode: boolean): Plan {
  if (!checkMode) return fail(NO_GIT);
  const result = { changed: true, before: null, after: params.text("version") ?? "HEAD" };
  return { kind: "change", diff: [{ header: dest, before: "", after: "a checkout\n" }], commands: [], result };
}

function newCheckout(facts: GitFacts, doing: Doing): Plan {
  const { params, wanted, dest } = doing;
  const version = params.text("version") ?? "HEAD";
  const after = wanted.commit ?? version;
  if (wanted.kind === "head" && wanted.commit === undefined) return fail(NO_HEAD);
  if (!params.flag("clone")) return { kind: "same", result: { changed: false, before: null, after, warnings: [] } };
  if (facts.occupied) {
    return fail(`destination path '${dest}' already exists and is not an empty directory`);
  }
  if (facts.separate?.there) return fail(taken(facts.separate.path));
  const bare = params.flag("bare");
  const steps = [
    cloning(doing, facts.separate?.path),
    ...(bare ? [] : [switching(doing)]),
    verifying(doing),
    ...(params.flag("recursive") && !bare ? [submodules(doing, false)] : []),
    archiving(params),
  ];
  const ignored = params.number("depth") && wanted.kind === "commit" && !params.has("refspec");
  const warnings = ignored
    ? [
      "Ignoring depth argument. Shallow clones are only available for HEAD, branches, tags or in combination with refspec.",
    ]
    : [];
  return change(doing, steps, {
    diff: { before: "", after: described({ commit: after, url: doing.address.shown, params }) },
    result: { before: null, after, warnings },
  });
}

/** `update: false`: whatever is there stays. */
function kept({ separate, folder }: GitFacts, checkout: Checkout, doing: Doing): Plan {
  const { params } = doing;
  const head = checkout.head ?? null;
  const result = { changed: false, before: head, after: head, warnings: [] };
  const moves = separate !== undefined && separate.path !== folder;
  if (moves && separate.there) return fail(taken(separate.path));
  if (!moves && (checkout.archive ?? "same") === "same") return { kind: "same", result };
  const steps = [
    ...(moves ? [relocating(separate.path)] : []),
    IN_DEST,
    archiving(params),
  ];
  return change(doing, steps, { diff: others(checkout, { params, moves }), result });
}

function updated({ separate, folder, dest }: GitFacts, checkout: Checkout, doing: Doing): Plan {
  const { params, wanted, address } = doing;
  const [bare, force] = [params.flag("bare"), params.flag("force")];
  const before = checkout.unfinished ? null : checkout.head ?? null;
  const modified = !checkout.unfinished && checkout.modified.length > 0;
  const there = `Local modifications exist in the destination: ${dest}`;
  if (modified && !force) return fail(`${there} (force=no).`, { before, warnings: [] });
  if (wanted.kind === "head" && wanted.commit === undefined) return fail(NO_HEAD);
  const moves = separate !== undefined && separate.path !== folder;
  if (moves && separate.there) return fail(taken(separate.path));
  const otherUrl = plain(checkout.url) !== plain(address.shown);
  const stays = !otherUrl && !checkout.unfinished && (bare ? checkout.moved.length === 0 : isThere(checkout, wanted));
  const after = (bare ? bareHead(checkout, wanted.commit) : wanted.commit) ?? params.text("version") ?? "HEAD";
  const behind = checkout.submodules.length > 0;
  const told = {
    before,
    after,
    remote_url_changed: otherUrl,
    warnings: [],
    ...(modified ? { msg: there } : {}),
    ...(behind ? { submodules_changed: true } : {}),
  };
  const archived = (checkout.archive ?? "same") === "same";
  if (stays && !modified && !behind && archived && !moves) {
    if (checkout.unverified) return fail(checkout.unverified);
    return { kind: "same", result: { changed: false, ...told } };
  }
  const remote = params.text("remote") ?? "origin";
  const steps = [
    ...(moves ? [relocating(separate.path)] : []),
    IN_DEST,
    ...(modified ? [`try "" g reset --hard HEAD\n`] : []),
    ...(otherUrl
      ? [`try "Failed to set a new url $R for ${shellSafe(remote)}: " g remote set-url -- ${quote(remote)} "$R"\n`]
      : []),
    ...(stays ? [] : [fetching(doing, checkout)]),
    ...(stays || bare ? [] : [switching(doing)]),
    verifying(doing),
    ...(params.flag("recursive") && !bare ? [submodules(doing, behind)] : []),
    archiving(params),
  ];
  const shown = {
    before: described({ commit: before, url: checkout.url, params, branch: checkout.branch }) +
      (modified ? checkout.modified.map((line) => `modified: ${line}\n`).join("") : ""),
    after: described({ commit: after, url: address.shown, params, branch: bare ? checkout.branch : wanted.branch }),
  };
  const other = others({ ...checkout, moved: bare ? checkout.moved : [] }, { params, moves });
  return change(doing, steps, {
    diff: { before: shown.before + other.before, after: shown.after + other.after },
    result: told,
  });
}

const IN_DEST = `cd -- "$D" || exit\n`;

function bareHead({ head, branch, moved }: Checkout, commit: string | undefined): string | undefined {
  return branch !== undefined && moved.includes(`refs/heads/${branch}`) ? commit ?? head : head;
}

/** Lines about submodules, refs of a bare repository, the archive, the repository's place. */
function others(
  { submodules, archive = "same", moved }: Checkout,
  { params, moves }: { params: Params; moves: boolean },
): { before: string; after: string } {
  const place = params.text("separate_git_dir");
  const path = params.text("archive");
  return {
    before: [
      ...submodules.map((line) => `submodule ${line}\n`),
      ...moved.map((name) => `${name} elsewhere\n`),
      ...(archive === "differs" ? [`archive ${path}, of another version\n`] : []),
    ].join(""),
    after: [
      ...(submodules.length === 0 ? [] : ["submodules as they should be\n"]),
      ...(moved.length === 0 ? [] : ["branches and tags as in the repository\n"]),
      ...(archive === "same" ? [] : [`archive ${path}\n`]),
      ...(moves ? [`repository in ${place}\n`] : []),
    ].join(""),
  };
}

function described(
  { commit, url, params, branch }: { commit: string | null; url: string; params: Params; branch?: string | undefined },
): string {
  return `${params.text("remote")} ${harmless(url)}\n${commit === null ? "" : `commit ${commit}\n`}${
    branch === undefined ? "" : `branch ${branch}\n`
  }`;
}

function change(
  doing: Doing,
  steps: string[],
  { diff, result }: { diff: Pick<Diff, "before" | "after">; result: JsonObject },
): Plan {
  const script = [beginning(doing), ...steps, ending()].join("");
  const stdin = secretInput(doing.address);
  const command: Command = { argv: ["sh", "-c", script], ...(stdin === undefined ? {} : { stdin }) };
  return {
    kind: "change",
    diff: [{ header: doing.dest, ...diff }],
    commands: [command],
    result: { ...result, changed: true },
  };
}

/** An address as two spellings of it are compared. */
function plain(url: string): string {
  return folderPrefix(url.replace(/^file:\/\/(?=\/)/, ""));
}

function shellSafe(text: string): string {
  return text.replaceAll(/[^\w./-]/g, "_");
}

/** The result, from what the steps told. */
export function concludeGit(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const fields = new Fields(output.stdout);
  const failed = fields.raw("failed");
  if (failed !== undefined) {
    const said = (fields.raw("said") ?? "").replaceAll("/.ftl2-clone'", "'").trim();
    const msg = failed === "" ? said || "git failed" : failed.endsWith(": ") ? `${failed}${said}` : failed;
    return { changed: false, failed: true, msg, rc: output.rc, stderr: said, stdout: "" };
  }
  if (output.rc !== 0) return failedResult(predicted, output);
  const after = fields.line("after");
  const moved = fields.raw("submodules") === undefined ? {} : { submodules_changed: true };
  return { ...predicted, ...(after ? { after } : {}), ...moved };
}

/** What is wrong with parameters that are right one by one. */
export function gitProblem(params: Params): string | undefined {
  if (!params.has("dest") && params.flag("clone")) return "the destination directory must be specified unless clone=no";
  const umask = params.raw("umask");
  if (umask !== null && typeof umask !== "string") return "umask must be defined as a quoted octal integer";
  if (typeof umask === "string" && !/^(0o)?[0-7]{1,4}$/.test(umask)) return "umask must be an octal integer";
  const option = ["repo", "version", "remote", "refspec"].find((name) => params.text(name)?.startsWith("-"));
  if (option !== undefined) return `${option} may not begin with a hyphen: git would take it for an option`;
  if (!params.text("version")) return "version may not be empty: leave it out, or write HEAD";
  const archive = params.text("archive");
  if (archive !== undefined && archiveFormat(archive) === undefined) {
    return `Unable to get file extension from archive file name : ${archive}`;
  }
  return undefined;
}
