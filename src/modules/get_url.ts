// Module get_url: a file from a server. The look downloads what it must compare, the deed puts it in place.
import type { ModuleResult } from "../model/plan.ts";
import type { ModuleCall } from "../ports/module.ts";
import { accounts, accountsScript } from "./files/attributes.ts";
import { findInList, hexDigits, readChecksum, SUM } from "./http/checksum.ts";
import { probeDownload } from "./http/download.ts";
import { Fields } from "./scripts/fields.ts";
import { getUrlDoc } from "./http/get_url_doc.ts";
import { type GetUrlFacts, getUrlPlan } from "./http/get_url_plan.ts";
import { headerOf } from "./http/answer.ts";
import { fetchAnswer, type Fetched, forget } from "./http/fetch_answer.ts";
import { requestOf, requestProblem } from "./http/request.ts";
import { dispositionName, urlAndLogin, urlFilename } from "./http/url.ts";
import type { Params } from "./frame/parameters.ts";
import { LOOK, pathFacts } from "./files/path_facts.ts";
import { planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { fileWord, pathWord, quote } from "./scripts/shell_words.ts";
import { concludePath, reportPath } from "./files/write_file.ts";

/** The module `get_url`. */
export function getUrlModule(): PlannedModule<GetUrlFacts> {
  return planned<GetUrlFacts>({
    doc: getUrlDoc,
    check: (params) => requestProblem(params) ?? checksumProblem(params),
    probe,
    plan: getUrlPlan,
    report: reportPath,
    conclude: concludePath,
  });
}

function checksumProblem(params: Params): string | undefined {
  const given = params.text("checksum");
  if (!given) return undefined;
  const read = readChecksum(given);
  return "wrong" in read ? read.wrong : undefined;
}

async function probe(params: Params, call: ModuleCall): Promise<GetUrlFacts> {
  const checksum = await wantedChecksum(params, call);
  const there = await lookAtDest(params, checksum, call);
  const { dest, directory, sum } = there;
  const exists = !directory && (dest.followed ?? dest).state !== "absent";
  const force = params.flag("force");
  if (exists && !force && checksum !== undefined && sum === checksum.digits) {
    return { kind: "there", dest, accounts: there.accounts, msg: "file already exists" };
  }
  const mtime = (dest.followed ?? dest).status?.mtime;
  const conditional = exists && !force && checksum === undefined && mtime !== undefined;
  const headers: [string, string][] = conditional
    ? [["If-Modified-Since", new Date(Math.floor(mtime) * 1000).toUTCString()]]
    : force
    ? [["Cache-Control", "no-cache"]]
    : [];
  const request = requestOf(params, { method: "GET", url: params.text("url") ?? "", headers });
  const algorithm = checksum === undefined ? "" : `sum ${quote(checksum.algorithm)} "$t/o"; e sum "$h"\n`;
  const fetched = await fetchAnswer(request, call, {
    keep: true,
    most: 1024 * 1024,
    also: `${SUM}sum md5 "$t/o"; e md5 "$h"\n${algorithm}`,
    ...(params.has("tmp_dest") ? { below: pathWord(params.text("tmp_dest") ?? "") } : {}),
  });
  const { answer, fields } = fetched;
  const elapsed = Math.max(0, Math.floor((Date.parse(fetched.endedAt) - Date.parse(fetched.startedAt)) / 1000));
  const told = { status: answer.status, reason: answer.reason, elapsed };
  if (answer.status === 304 && exists) {
    await forget(fetched, call);
    const msg = `HTTP Error 304: ${answer.reason || "Not Modified"}`;
    return { kind: "there", dest, accounts: there.accounts, msg, ...told };
  }
  const path = directory ? `${dest.path.replace(/\/$/, "")}/${named(fetched)}` : dest.path;
  const refused = refusal(fetched, elapsed) ?? mismatch(path, checksum, fields.raw("sum"));
  if (refused !== undefined) {
    await forget(fetched, call);
    return { kind: "refused", dest: path, ...refused, details: { ...refused.details, elapsed } };
  }
  const download = await probeDownload(fetched, path, params, call);
  if (download === undefined) throw new ProbeFailed("The download was not kept", { dest: path });
  const length = headerOf(answer.headers, "content-length") ?? (told.status === null ? String(answer.size) : "unknown");
  const md5 = fields.raw("md5") ?? "";
  return { kind: "download", download, msg: `OK (${length} bytes)`, md5, ...told };
}

/** The checksum as digits; a list of them is asked for. */
async function wantedChecksum(params: Params, call: ModuleCall) {
  const given = params.text("checksum");
  if (!given) return undefined;
  const read = readChecksum(given);
  if ("wrong" in read) throw new ProbeFailed(read.wrong);
  if ("digits" in read) return read;
  const request = requestOf(params, { method: "GET", url: read.list });
  const fetched = await fetchAnswer(request, call, { most: 4 * 1024 * 1024 });
  const refused = refusal(fetched, 0);
  const dest = params.text("dest") ?? "";
  const url = urlAndLogin(read.list).url;
  if (refused !== undefined) throw new ProbeFailed(refused.msg, { ...refused.details, url, dest });
  const filename = urlFilename(params.text("url") ?? "") ?? "index.html";
  const found = findInList(new TextDecoder().decode(fetched.answer.body), filename);
  if (found === undefined) throw new ProbeFailed(`Unable to find a checksum for file '${filename}' in '${url}'`);
  const digits = hexDigits(found);
  if (digits === undefined) throw new ProbeFailed("The checksum format is invalid", { url, dest });
  return { algorithm: read.algorithm, digits };
}

async function lookAtDest(params: Params, checksum: { algorithm: string } | undefined, call: ModuleCall) {
  const given = params.text("dest") ?? "";
  let script = `${LOOK}${SUM}D=${fileWord(given)}\nlook dest "$D"\nif [ -d "$D" ]; then e directory yes\n`;
  script += checksum === undefined
    ? "fi\n"
    : `elif [ -r "$D" ]; then sum ${quote(checksum.algorithm)} "$D"; e sum "$h"; fi\n`;
  if (params.has("tmp_dest")) {
    script += `T=${
      pathWord(params.text("tmp_dest") ?? "")
    }\nif [ -d "$T" ]; then :; elif [ -e "$T" ]; then e tmp file; else e tmp none; fi\n`;
  }
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script + accountsScript(params)], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot look at ${given}`);
  const fields = new Fields(output.stdout);
  const tmp = fields.raw("tmp");
  if (tmp === "file") throw new ProbeFailed(`${params.text("tmp_dest")} is a file but should be a directory.`);
  if (tmp === "none") throw new ProbeFailed(`${params.text("tmp_dest")} directory does not exist.`);
  return {
    dest: pathFacts(fields, "dest"),
    directory: fields.raw("directory") !== undefined,
    sum: fields.raw("sum"),
    accounts: accounts(fields, params),
  };
}

function refusal({ answer }: Fetched, elapsed: number): { msg: string; details: ModuleResult } | undefined {
  const base = { changed: false, elapsed };
  if (answer.status === -1) return { msg: answer.trouble ?? "Request failed", details: base };
  if ((answer.status === null || answer.status === 200) && answer.trouble === undefined) return undefined;
  const response = `HTTP Error ${answer.status}: ${answer.trouble ?? answer.reason}`;
  return { msg: "Request failed", details: { ...base, status_code: answer.status, response } };
}

function mismatch(path: string, checksum: { algorithm: string; digits: string } | undefined, sum: string | undefined) {
  if (checksum === undefined || sum === checksum.digits) return undefined;
  const { algorithm, digits } = checksum;
  const msg = sum === undefined || sum === ""
    ? `Could not hash file '${path}' with algorithm '${algorithm}'. Available algorithms: md5, sha1, sha224, sha256, sha384, sha512, and others where the host has openssl`
    : `The checksum for ${path} did not match ${digits}; it was ${sum}.`;
  return { msg, details: { changed: false } };
}

function named({ answer }: Fetched): string {
  return dispositionName(headerOf(answer.headers, "content-disposition")) ?? urlFilename(answer.url) ?? "index.html";
}
