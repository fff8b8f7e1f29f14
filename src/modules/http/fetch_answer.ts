// Asks a server in a look: nothing on the host changes but a folder of ours, which is gone again unless its file is wanted.
import type { ModuleCall } from "../../ports/module.ts";
import { hostBytes } from "../scripts/hosts_words.ts";
import { Fields } from "../scripts/fields.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { quote } from "../scripts/shell_words.ts";
import { sha1Script } from "../files/digest.ts";
import { type Answer, answerOf, CARRIED_BYTES, CURL_MISSING, TELL_ANSWER } from "./answer.ts";
import { curlScript, privateFolder } from "./curl_script.ts";
import type { HttpRequest } from "./request.ts";

/** An answer, when it was asked for, and where its body lies. */
export interface Fetched {
  answer: Answer;
  startedAt: string;
  endedAt: string;
  /** The folder on the host that is to be removed; its file `o` is the body. Absent where nothing was kept. */
  kept?: string;
  /** SHA-1 of the body, where it was kept. */
  sha1?: string;
  /** What `also` told. */
  fields: Fields;
}

/** What else is to be done about an answer. */
export interface Keeping {
  /** Keep the body on the host. */
  keep?: boolean;
  /** Take the whole body along, up to this many bytes, where it is longer than what comes with a look. */
  most?: number;
  /** The word of the folder to make ours in. */
  below?: string;
  /** Shell to run afterwards in the same round trip; the body is `"$t/o"`. */
  also?: string;
}

/** Asks, in one round trip; a body that is longer than CARRIED_BYTES and wanted takes three. Throws ProbeFailed where the host cannot ask. */
export async function fetchAnswer(request: HttpRequest, call: ModuleCall, keeping: Keeping = {}): Promise<Fetched> {
  const { keep = false, most = 0 } = keeping;
  const shell = await call.shell();
  const { script, stdin } = curlScript(request);
  const stay = keep ? "true" : most > CARRIED_BYTES ? `[ "$S" -gt ${CARRIED_BYTES} ]` : "false";
  const whole = `${privateFolder(keeping.below)}${script}ask || exit 1
${TELL_ANSWER}${keeping.also ?? ""}if ${stay}; then rm -f "$t"/h* "$t/j" "$t/b" "$t/e"; e kept "$t"; ${
    keep ? `${sha1Script('"$t/o"')}e sha1 "$h"; ` : ""
  }trap - EXIT; fi`;
  const output = await shell.run(["sh", "-c", whole], { stdin }, call.signal);
  const fields = new Fields(output.stdout);
  if (fields.raw("missing") !== undefined) throw new ProbeFailed(CURL_MISSING);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `curl's script ended with ${output.rc}`);
  if (output.truncated) {
    throw new ProbeFailed(
      "The heads of the answer are longer than what is kept of an output: ask with curl, by the module command",
    );
  }
  const answer = answerOf(fields);
  const [kept, sha1] = [fields.raw("kept"), fields.raw("sha1")];
  const times = { startedAt: output.startedAt, endedAt: output.endedAt };
  const fetched = { answer, ...times, fields, ...(kept ? { kept } : {}), ...(sha1 ? { sha1 } : {}) };
  if (kept === undefined) return fetched;
  let useful = false;
  try {
    if (answer.size > answer.body.length && answer.size <= most) {
      answer.body = await hostBytes(shell, `${kept}/o`, call.signal);
    }
    useful = keep;
    return fetched;
  } finally {
    if (!useful) await forget(fetched, call);
  }
}

/** Removes what a look kept. */
export async function forget({ kept }: Pick<Fetched, "kept">, call: ModuleCall): Promise<void> {
  if (kept === undefined) return;
  const shell = await call.shell();
  await shell.run(["sh", "-c", `rm -rf -- ${quote(kept)}`], {}, call.signal);
}
