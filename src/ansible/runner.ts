// Runs a packed module on a host: sends what is missing there, and speaks with the warm Python of the host's session.
import type { CommandResult, Receipt } from "../model/command.ts";
import type { Packed } from "../ports/ansible.ts";
import type { Shell } from "../ports/shell.ts";
import type { JsonObject } from "../model/json.ts";
import { splitWords } from "../templates/shlex.ts";
import client from "./runner_client.sh" with { type: "text" };
import pipes from "./runner.py" with { type: "text" };
import fork from "./runner_package.py" with { type: "text" };

/** One run of a module. */
export interface ModuleRun {
  packed: Packed;
  /** The module's own parameters, and what Ansible tells it besides. */
  words: JsonObject;
  /** `ansible_python_interpreter`; looked for on the host without it. */
  python?: string | undefined;
  /** For a run that changes something. */
  receipt?: Receipt;
}

/** Sessions of which it is known what was sent there. */
const MOST_SESSIONS = 1000;
/** Where a Python is looked for: what belongs to the system first, since that has the system's libraries. */
const PYTHONS = [
  ...["/usr/bin/python3", "/usr/libexec/platform-python", "python3", "/usr/local/bin/python3", "/opt/bin/python3"],
  ...["/usr/pkg/bin/python3", ...[14, 13, 12, 11, 10, 9, 8, 7, 6].map((minor) => `python3.${minor}`), "python"],
];

/** A busybox that runs its own programs without starting them shows another environment than theirs. */
const PREPARE =
  `umask 077; mkdir -p "$1/ansible" && cd "$1/ansible" && cat >runner.py && printf %s "$2" >client && echo $$ >session || exit 1
_ftl2_seen=here; export _ftl2_seen
cat /proc/self/environ 2>/dev/null | grep -q _ftl2_seen=here && : >environ
:`;
const RECEIVE = `umask 077; cd "$1/ansible" && cat >"$2.new" && mv -f "$2.new" "$2.zip"`;
const CALL = '. "$1/ansible/client"';

const sent = new Map<string, Set<string>>();
let calls = 0;

/** Runs it; what comes back is for `answerOf`. Throws what `Shell.run` throws, and SendFailed where the host has no room. */
export async function runModule(shell: Shell, run: ModuleRun, signal: AbortSignal): Promise<CommandResult> {
  const { packed, words, python, receipt } = run;
  await send(shell, packed, signal);
  const head = { zip: `${shell.folder}/ansible/${packed.hash}.zip`, entry: packed.entry };
  const { key, start } = interpreter(python, packed.version);
  const stdin = `${JSON.stringify(head)}\n${JSON.stringify({ ANSIBLE_MODULE_ARGS: words })}\n`;
  const argv = ["sh", "-c", CALL, "sh", shell.folder, key, String(++calls), ...start];
  return await shell.run(argv, { stdin, ...(receipt === undefined ? {} : { receipt, quick: true }) }, signal);
}

/** A host's "no" to what was to be sent there. */
export class SendFailed extends Error {
  override name = "SendFailed";
}

/** The runner once a session, a module's zip once. */
async function send(shell: Shell, { hash, zip }: Packed, signal: AbortSignal): Promise<void> {
  const { folder } = shell;
  const known = sent.get(folder) ?? new Set();
  if (known.has(hash)) return;
  if (known.size === 0) {
    demand(await shell.run(["sh", "-c", PREPARE, "sh", folder, client], { stdin: `${fork}\n${pipes}` }, signal));
  }
  demand(await shell.run(["sh", "-c", RECEIVE, "sh", folder, hash], { stdin: zip }, signal));
  known.add(hash);
  sent.delete(folder);
  sent.set(folder, known);
  const [oldest] = sent.keys();
  if (sent.size > MOST_SESSIONS && oldest !== undefined) sent.delete(oldest);
}

function demand({ rc, stderr, cancelled }: CommandResult): void {
  if (rc === 0) return;
  throw new SendFailed(
    cancelled ? "Cancelled" : `What Ansible's modules need cannot be put on the host: ${stderr.trim()}`,
  );
}

/** A name for the Python that is meant, and the words that start it, or that may. One a version of Ansible: what it has loaded is of that. */
function interpreter(python: string | undefined, version: string): { key: string; start: string[] } {
  const release = version.replaceAll(/[^\w.]/g, "_");
  const said = python?.trim() ?? "";
  if (said === "" || /^auto(_legacy)?(_silent)?$/.test(said)) return { key: `auto-${release}`, start: PYTHONS };
  const name = [...said].map((each) => /[A-Za-z0-9.]/.test(each) ? each : `_${each.codePointAt(0)?.toString(16)}_`);
  return { key: `set-${release}-${name.join("")}`, start: wordsOf(said) };
}

function wordsOf(text: string): string[] {
  try {
    return splitWords(text);
  } catch {
    // An open quote: no program is called so, which the host says.
    return [text];
  }
}
