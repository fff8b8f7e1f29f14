// A download that lies in a folder of ours on the host: how it gets to where it should be.
import type { Json } from "../../model/json.ts";
import type { Command } from "../../model/command.ts";
import type { Plan } from "../../model/plan.ts";
import type { ModuleCall } from "../../ports/module.ts";
import { type Content, SHOWN_BYTES, textOf } from "../files/content_diff.ts";
import { type ContentFacts, contentPlan, probeDestination } from "../files/content_plan.ts";
import { digest, sha1Script } from "../files/digest.ts";
import { type Fetched, forget } from "./fetch_answer.ts";
import { Params } from "../frame/parameters.ts";
import type { PlanContext } from "../frame/planned.ts";
import { quote } from "../scripts/shell_words.ts";

/** A download and what lies where it should go. */
export interface Download {
  /** Folder on the host with the download, as the file `o`. */
  kept: string;
  content: ContentFacts;
}

/** Parameters of the modules that say how a file should be, as far as they have them. */
const OF_THE_FILE = ["mode", "owner", "group", "attributes", "unsafe_writes", "backup"];

/**
 * Looks at the destination: one round trip. The download is removed again where a plan has no use for it. `fetched` was asked to be
 * kept.
 */
export async function probeDownload(
  fetched: Fetched,
  dest: string,
  params: Params,
  call: ModuleCall,
): Promise<Download | undefined> {
  const { answer, kept, sha1 } = fetched;
  if (kept === undefined || sha1 === undefined) return undefined;
  const whole = answer.body.length >= answer.size;
  const shown: Content = answer.size > SHOWN_BYTES || !whole ? { note: "larger" } : textOf(answer.body);
  try {
    const source = { content: { from: `${kept}/o`, sha1, size: answer.size, shown } };
    const content = await probeDestination(source, ofTheFile(params, dest, false), call);
    const download = { kept, content };
    const plan = downloadPlan(download, params, { checkMode: call.checkMode });
    if (plan.kind !== "change" || call.checkMode || !usesIt(plan.commands, kept)) await forget(fetched, call);
    return download;
  } catch (error) {
    await forget(fetched, call);
    throw error;
  }
}

/** Pure: puts the download in place, sets attributes, or finds that all is well. A link is replaced only where the content differs. */
export function downloadPlan({ kept, content }: Download, params: Params, context: PlanContext): Plan {
  const from = content.content;
  const sha1 = from instanceof Uint8Array ? digest("sha1", from) : from.sha1;
  const plan = contentPlan(content, ofTheFile(params, content.dest.path, content.sha1 === sha1), context);
  if (plan.kind !== "change" || !usesIt(plan.commands, kept)) return plan;
  // The folder is gone after a restart of the host, and somebody may have been at it.
  const whole = `${
    sha1Script(quote(`${kept}/o`))
  }[ "$h" = ${sha1} ] || { echo "the download is no longer what it was" >&2; exit 1; }`;
  const before: Command = { argv: ["sh", "-c", whole] };
  const after: Command = { argv: ["rm", "-rf", "--", kept] };
  return { ...plan, commands: [before, ...plan.commands, after] };
}

function usesIt(commands: Command[], kept: string): boolean {
  return commands.some(({ argv }) => argv.some((word) => word.includes(kept)));
}

function ofTheFile(params: Params, dest: string, follow: boolean): Params {
  const some: [string, Json][] = params.entries().filter(([name]) => OF_THE_FILE.includes(name));
  return new Params(new Map([...some, ["dest", dest], ["follow", follow]]));
}
