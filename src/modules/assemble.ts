// Module assemble: one file from the fragments in a folder, of the host or of the controller.
import { TemplateError } from "../model/errors.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { pythonRegex } from "../templates/python_regex.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS } from "./files/attributes.ts";
import { type ContentFacts, contentPlan, probeDestination } from "./files/content_plan.ts";
import { digest } from "./files/digest.ts";
import { searcher } from "./text/expressions.ts";
import { Fields, TELL } from "./scripts/fields.ts";
import { joined } from "./text/byte_text.ts";
import { type Fragment, joinFragments } from "./text/fragments.ts";
import { DECRYPT, findSource, readSource } from "./files/local_source.ts";
import { folderPrefix } from "./files/path_text.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { hostBytes } from "./scripts/hosts_words.ts";
import { pathWord } from "./scripts/shell_words.ts";
import { wholeOutput } from "./scripts/whole_output.ts";
import { concludePath, reportPath, validateProblem } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "assemble",
  summary: "Makes one file of the fragments in a folder, in the order of their names",
  parameters: {
    src: {
      type: "path",
      description: "Folder of the fragments, on the host; on the controller with remote_src: false.",
      required: true,
    },
    dest: { type: "path", description: "The file to make.", required: true },
    remote_src: { type: "bool", description: "src is on the host.", default: true },
    regexp: { type: "str", description: "Python expression that a fragment's name must match somewhere." },
    ignore_hidden: { type: "bool", description: "Leave out names that begin with a dot.", default: false },
    delimiter: { type: "str", description: "What stands between fragments; \\n and other escapes are understood." },
    backup: { type: "bool", description: "Keep the old file beside it, with the time in its name.", default: false },
    validate: { type: "str", description: "A command with %s for the new file; it is put in place only if it agrees." },
    decrypt: DECRYPT,
    ...ATTRIBUTE_PARAMETERS,
  },
  returns: {
    dest: "The path written",
    src: "The folder of the fragments",
    checksum: "SHA-1 of the content",
    md5sum: "MD5 of the content",
    backup_file: "The old file, where one was kept",
    msg: "OK",
    ...ATTRIBUTE_RETURNS,
    state: "file",
  },
  example: `- name: The whole configuration
  assemble:
    src: /etc/app/conf.d
    dest: /etc/app/app.conf
    regexp: \\.conf$
    validate: app --check %s
`,
  notes: ["A dry run reads the fragments that are there: those that another task would make are missing from it."],
};

/** The module `assemble`. */
export function assembleModule(): PlannedModule<ContentFacts> {
  return planned<ContentFacts>({
    doc,
    check,
    probe,
    plan(facts, params, context) {
      const plan = contentPlan(facts, params, context);
      if (plan.kind === "fail" || !(facts.content instanceof Uint8Array)) return plan;
      const { checksum, ...result } = plan.result;
      const md5sum = digest("md5", facts.content);
      return { ...plan, result: { ...result, checksum: checksum ?? null, md5sum, msg: "OK" } };
    },
    report: reportPath,
    conclude: concludePath,
  });
}

function check(params: Params): string | undefined {
  const regexp = params.text("regexp");
  try {
    if (regexp !== undefined) pythonRegex(regexp);
  } catch (error) {
    if (error instanceof TemplateError) return `Invalid Regexp (${error.message}) in "${regexp}"`;
    throw error;
  }
  return validateProblem(params.text("validate"));
}

async function probe(params: Params, call: ModuleCall): Promise<ContentFacts> {
  const remote = params.flag("remote_src");
  const { src, fragments } = remote ? await remoteFragments(params, call) : localFragments(params, call);
  const content = joinFragments(fragments, params.text("delimiter") ?? "", !remote);
  const facts = await probeDestination({ content, src }, params, call);
  return remote ? { ...facts, keepsLink: true } : facts;
}

/** Whether a fragment of this name is taken. */
function wanted(params: Params): (name: string) => boolean {
  const hidden = params.flag("ignore_hidden");
  const regexp = params.text("regexp");
  const matches = regexp === undefined ? undefined : searcher(regexp);
  return (name) => !(hidden && name.startsWith(".")) && (matches === undefined || matches(name));
}

function localFragments(params: Params, call: ModuleCall): { src: string; fragments: Fragment[] } {
  const src = findSource(params.text("src") ?? "", call).replace(/(?<=.)\/+$/, "");
  if (call.files.kind(src) !== "directory") throw new ProbeFailed(`Source (${src}) is not a directory`);
  const names = call.files.list(src).filter(wanted(params)).filter((name) =>
    call.files.kind(`${src}/${name}`) === "file"
  );
  return { src, fragments: names.map((name) => ({ name, content: readSource(`${src}/${name}`, params, call) })) };
}

/** Tells names, then contents, and the checksum of all contents: by it is seen whether they came through as text. */
const FRAGMENTS = `e src "$s"
if [ -d "$s" ]; then cd -- "$s" || exit 1
set --
for f in * .[!.]* ..?*; do [ ! -f "./$f" ] || set -- "$@" "./$f"; done
e count $#; for f do e name "$f"; done
for f do n text; cat <"$f" || exit 1; z; done
[ $# -eq 0 ] || { n sum; cat "$@" | sha1sum 2>/dev/null; z; }
elif [ -e "$s" ]; then e kind other; else e kind absent; fi`;

async function remoteFragments(params: Params, call: ModuleCall): Promise<{ src: string; fragments: Fragment[] }> {
  const given = params.text("src") ?? "";
  const shell = await call.shell();
  const output = await wholeOutput(shell, `${TELL}s=${pathWord(given)}\n${FRAGMENTS}`, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot read the fragments in ${given}`);
  const fields = new Fields(output.stdout);
  const src = fields.raw("src") ?? given;
  const kind = fields.raw("kind");
  if (kind === "absent") throw new ProbeFailed(`Source (${src}) does not exist`);
  if (kind === "other") throw new ProbeFailed(`Source (${src}) is not a directory`);
  const count = fields.number("count") ?? 0;
  const [, , ...told] = fields.pairs();
  const names = told.slice(0, count).map(([, name]) => name.slice("./".length));
  const texts = told.slice(count, 2 * count).map(([, text]) => new TextEncoder().encode(text));
  // A content with a NUL in it, or one that is no UTF-8, has another checksum now: such are fetched one by one.
  const intact = count === 0 || fields.line("sum")?.startsWith(digest("sha1", joined(texts)));
  const fragments: Fragment[] = [];
  const taken = wanted(params);
  for (const [at, name] of names.entries()) {
    if (!taken(name)) continue;
    const content = intact ? texts[at] : await hostBytes(shell, `${folderPrefix(src)}/${name}`, call.signal);
    fragments.push({ name, content: content ?? new Uint8Array() });
  }
  return { src, fragments: fragments.sort((one, other) => one.name < other.name ? -1 : 1) };
}
