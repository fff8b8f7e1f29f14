// Module uri: asks a web service. GET and HEAD are looks; every other method is a deed that cannot tell whether it is needed.
import type { Command, CommandResult } from "../model/command.ts";
import { isObject, type Json } from "../model/json.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleCall } from "../ports/module.ts";
import { type Download, downloadPlan, probeDownload } from "./http/download.ts";
import { Fields } from "./scripts/fields.ts";
import { answerOf, CURL_MISSING, headerOf } from "./http/answer.ts";
import { fetchAnswer, type Fetched, forget } from "./http/fetch_answer.ts";
import { requestProblem } from "./http/request.ts";
import { bodyFilename, dispositionName, urlAndLogin } from "./http/url.ts";
import type { Params } from "./frame/parameters.ts";
import { modeProblem } from "./files/mode.ts";
import { pathFacts, pathInfo } from "./files/path_facts.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { pathWord } from "./scripts/shell_words.ts";
import { sendCommand } from "./http/uri_deed.ts";
import { uriDoc } from "./http/uri_doc.ts";
import { lookBefore, uriRequest } from "./http/uri_request.ts";
import { isAccepted, uriResult, type UriTerms } from "./http/uri_result.ts";
import { concludePath, reportPath } from "./files/write_file.ts";

/** An answer that a look got, why none was asked for, or the request that a deed is to send. */
export type UriFacts =
  | { kind: "idle"; stdout: string }
  | { kind: "answer"; fetched: Pick<Fetched, "answer" | "startedAt" | "endedAt">; terms: UriTerms; download?: Download }
  | { kind: "send"; command: Command; terms: UriTerms };

/** A body that a look may bring along for `content` and `json`. */
const MOST_CONTENT = 16 * 1024 * 1024;

/** The module `uri`. */
export function uriModule(): PlannedModule<UriFacts> {
  return planned<UriFacts>({ doc: uriDoc, check, probe, plan, report: reportPath, conclude });
}

function check(params: Params): string | undefined {
  if (!/^[A-Z]+$/.test((params.text("method") ?? "").toUpperCase())) {
    return "Parameter 'method' needs to be a single word in uppercase, like GET or POST.";
  }
  return requestProblem(params) ?? modeProblem(params.raw("mode"));
}

async function probe(params: Params, call: ModuleCall): Promise<UriFacts> {
  const before = await lookBefore(params, call);
  if (before.idle !== undefined) return { kind: "idle", stdout: before.idle };
  const request = await uriRequest(params, before, call);
  const dest = params.text("dest");
  const terms: UriTerms = {
    url: urlAndLogin(params.text("url") ?? "").url,
    accepted: params.list("status_code").filter((code) => typeof code === "number"),
    content: params.flag("return_content"),
    ...(dest === undefined ? {} : { dest }),
  };
  if (!isLook(params)) return { kind: "send", command: sendCommand(request, terms, params), terms };
  const also = dest === undefined ? "" : `D=${pathWord(dest)}\ne dest "$D"\nif [ -d "$D" ]; then e directory yes; fi\n`;
  const fetched = await fetchAnswer(request, call, { keep: dest !== undefined, most: MOST_CONTENT, also });
  if (dest === undefined) return { kind: "answer", fetched, terms };
  if (!isAccepted(fetched.answer, terms) || fetched.answer.status === 304) {
    await forget(fetched, call);
    return { kind: "answer", fetched, terms: { ...terms, dest: fetched.fields.raw("dest") ?? dest } };
  }
  const path = fetched.fields.raw("dest") ?? dest;
  const into = fetched.fields.raw("directory") === undefined ? path : `${path.replace(/\/$/, "")}/${named(fetched)}`;
  const download = await probeDownload(fetched, into, params, call);
  return { kind: "answer", fetched, terms: { ...terms, dest: into }, ...(download === undefined ? {} : { download }) };
}

function named({ answer }: Fetched): string {
  return dispositionName(headerOf(answer.headers, "content-disposition")) ?? bodyFilename(answer.url);
}

function isLook(params: Params): boolean {
  return /^(GET|HEAD)$/i.test(params.text("method") ?? "");
}

function plan(facts: UriFacts, params: Params, context: { checkMode: boolean }): Plan {
  if (facts.kind === "idle") return { kind: "same", result: { changed: false, stdout: facts.stdout } };
  if (facts.kind === "send") {
    const { terms, command } = facts;
    const named = { url: terms.url };
    const result: ModuleResult = context.checkMode
      ? { changed: false, skipped: true, ...named, msg: `Would send ${params.text("method")}, if not in check mode` }
      : { changed: false, ...named };
    return { kind: "change", diff: [], commands: [command], result, cannotTell: true };
  }
  const { fetched, terms, download } = facts;
  const result = uriResult(fetched.answer, terms, fetched);
  if (result.failed === true) return { kind: "fail", result };
  if (download === undefined) return { kind: "same", result };
  const put = downloadPlan(download, params, context);
  if (put.kind === "fail") return fail(`${put.result.msg}. The answer was ${result.msg}`, result);
  const { msg: _why, dest: _dest, checksum: _sum, ...file } = put.result;
  return { ...put, result: { ...result, ...file } };
}

/** A deed's answer, or the end of putting a look's answer in place. */
function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const fields = new Fields(output.stdout);
  if (fields.raw("missing") !== undefined) return { ...predicted, failed: true, msg: CURL_MISSING };
  if (fields.raw("terms") === undefined) {
    return output.stdout === "" && output.rc === 0 ? predicted : concludePath(predicted, output);
  }
  const terms = toldTerms(fields);
  if (terms === undefined) {
    return { ...predicted, changed: false, failed: true, msg: "What the host told of the request cannot be read" };
  }
  const put = fields.raw("put");
  const result = uriResult(answerOf(fields), terms, output);
  if (put === "failed") {
    return {
      ...result,
      changed: false,
      failed: true,
      msg: `failed to copy the answer to ${terms.dest}: ${output.stderr.trim()}`,
    };
  }
  const info = terms.dest === undefined ? {} : pathInfo(pathFacts(fields, "result"));
  return { ...result, ...info, changed: put === "written" };
}

/** What a deed told that it asks of the answer; undefined where the host made something else of it. */
function toldTerms(fields: Fields): UriTerms | undefined {
  let told: Json;
  try {
    told = JSON.parse(fields.raw("terms") ?? "");
  } catch {
    return undefined;
  }
  if (!isObject(told) || typeof told.url !== "string" || !Array.isArray(told.accepted)) return undefined;
  const accepted = told.accepted.filter((code) => typeof code === "number");
  const dest = fields.raw("dest");
  return { url: told.url, accepted, content: told.content === true, ...(dest === undefined ? {} : { dest }) };
}
