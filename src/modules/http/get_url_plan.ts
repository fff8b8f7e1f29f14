// What get_url does about what it found.
import type { JsonObject } from "../../model/json.ts";
import type { Plan } from "../../model/plan.ts";
import {
  type Accounts,
  attributeChange,
  attributeCommands,
  differs,
  infoAfter,
  unknownAccount,
  wanted,
} from "../files/attributes.ts";
import { attributeDiff } from "../files/content_plan.ts";
import { type Download, downloadPlan } from "./download.ts";
import { urlAndLogin } from "./url.ts";
import { BadMode } from "../files/mode.ts";
import type { Params } from "../frame/parameters.ts";
import { type PathFacts, pathInfo } from "../files/path_facts.ts";
import { fail, type PlanContext } from "../frame/planned.ts";

/** How the server answered, where it was asked. */
interface Told {
  status?: number | null;
  reason?: string;
  elapsed?: number;
}

/** The file is there as it should be; or it cannot be had; or it was downloaded. */
export type GetUrlFacts =
  | ({ kind: "there"; dest: PathFacts; accounts: Accounts; msg: string } & Told)
  | { kind: "refused"; dest: string; msg: string; details: JsonObject }
  | ({ kind: "download"; download: Download; msg: string; md5: string } & Told);

/** Pure. */
export function getUrlPlan(facts: GetUrlFacts, params: Params, context: PlanContext): Plan {
  const url = urlAndLogin(params.text("url") ?? "").url;
  if (facts.kind === "refused") return fail(facts.msg, { ...facts.details, url, dest: facts.dest });
  const told = {
    url,
    elapsed: facts.elapsed ?? 0,
    ...(facts.status === undefined ? {} : { status_code: facts.status }),
  };
  if (facts.kind === "there") return attributesOnly(facts, params, told);
  const { content, kept } = facts.download;
  const dest = content.dest.path;
  const from = content.content;
  const sums = { checksum_src: from instanceof Uint8Array ? "" : from.sha1, checksum_dest: content.sha1 ?? null };
  const named = { ...told, ...sums, dest, src: `${kept}/o` };
  if (!context.checkMode) {
    const folder = dest.slice(0, dest.lastIndexOf("/")) || "/";
    if (content.parent === "absent") return fail(`Destination ${folder} does not exist`, named);
    if (content.parent === "unwritable") return fail(`Destination ${folder} is not writable`, named);
  }
  const plan = downloadPlan(facts.download, params, context);
  const { checksum: _sha1, msg, ...file } = plan.result;
  if (plan.kind === "fail") return fail(String(msg), { ...named });
  const link = plan.kind === "same" ? ofTheLink(content.dest) : {};
  return { ...plan, result: { ...file, ...link, ...named, md5sum: facts.md5, msg: facts.msg } };
}

function attributesOnly(facts: GetUrlFacts & { kind: "there" }, params: Params, told: JsonObject): Plan {
  const { dest: there, accounts, msg } = facts;
  const dest = there.followed ?? there;
  const named = { ...told, dest: there.path, msg };
  const unknown = unknownAccount(accounts, params);
  if (unknown !== undefined) return fail(unknown, named);
  try {
    const change = attributeChange(dest, wanted(accounts, params.raw("mode")), accounts.umask);
    const result = { changed: differs(change), ...infoAfter(dest, change), ...named };
    if (!differs(change)) return { kind: "same", result: { ...result, ...ofTheLink(there) } };
    const words = msg === "file already exists" ? "file already exists but file attributes changed" : msg;
    return {
      kind: "change",
      diff: [attributeDiff(dest.path, change)],
      commands: attributeCommands(change, [dest.path]),
      result: { ...result, msg: words },
    };
  } catch (error) {
    if (error instanceof BadMode) return fail(error.message, { ...named, path: dest.path });
    throw error;
  }
}

/** What lies at dest is the link, whatever it leads to. */
function ofTheLink(dest: PathFacts): JsonObject {
  return dest.state === "link" ? pathInfo(dest) : {};
}
