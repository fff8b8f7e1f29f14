// Module copy: a file, a content or a folder, from the controller or from the host itself.
import type { Json } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS } from "./files/attributes.ts";
import { type ContentFacts, contentPlan, probeDestination } from "./files/content_plan.ts";
import { SHOWN_BYTES, textOf } from "./files/content_diff.ts";
import { sha1Script } from "./files/digest.ts";
import { DECRYPT, findSource, localSource, readSource } from "./files/local_source.ts";
import { basename } from "./files/path_text.ts";
import type { Params } from "./frame/parameters.ts";
import { LOOK, pathFacts, permissions } from "./files/path_facts.ts";
import { withBody } from "./scripts/fields.ts";
import { planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { pythonJson, pythonText } from "./frame/python_print.ts";
import { pathWord } from "./scripts/shell_words.ts";
import { probeLocalTree, probeRemoteTree, type TreeFacts } from "./files/tree_probe.ts";
import { treePlan } from "./files/tree_plan.ts";
import { concludeCopy, reportPath, validateProblem } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "copy",
  summary: "Copies files and folders to a host, or writes a given content",
  parameters: {
    src: {
      type: "path",
      description:
        "File or folder on the controller, looked for in files/ beside the playbook and then beside it; on the host " +
        "with remote_src. A folder that ends with / means its content, without it the folder itself.",
    },
    content: {
      type: "raw",
      description: "What the file should contain, instead of src. A dictionary or list is written as JSON.",
    },
    dest: {
      type: "path",
      description:
        "Where it should be. A folder that is there, or a path that ends with /, gets the source's name below it.",
      required: true,
    },
    ...ATTRIBUTE_PARAMETERS,
    mode: {
      ...ATTRIBUTE_PARAMETERS.mode,
      description: `${ATTRIBUTE_PARAMETERS.mode.description} preserve takes the source's.`,
    },
    backup: { type: "bool", description: "Keep the old file beside it, with the time in its name.", default: false },
    force: {
      type: "bool",
      description: "Replace a file that differs; no leaves whatever is there.",
      default: true,
      aliases: ["thirsty"],
    },
    remote_src: { type: "bool", description: "src is on the host.", default: false },
    directory_mode: { type: "raw", description: "Permissions of folders that are made on the way." },
    validate: {
      type: "str",
      description: "A command with %s for the new file; the file is put in place only if it agrees.",
    },
    follow: {
      type: "bool",
      description: "Where dest is a link: write what it leads to, instead of replacing the link.",
      default: false,
    },
    local_follow: {
      type: "bool",
      description: "Links in a folder: copy what they lead to, or with no the links themselves. " +
        "Without it those of the controller are followed, those of the host are not.",
    },
    decrypt: DECRYPT,
    checksum: { type: "str", description: "SHA-1 that the source must have." },
  },
  mutuallyExclusive: [["src", "content"]],
  requiredOneOf: [["src", "content"]],
  returns: {
    dest: "The path written",
    src: "The source, where there was one",
    checksum: "SHA-1 of the content",
    md5sum: "MD5 of the content, when it was sent from the controller",
    backup_file: "The old file, where one was kept",
    ...ATTRIBUTE_RETURNS,
    state: "file, or link",
  },
  example: `- name: A configuration
  copy:
    src: app.conf
    dest: /etc/app.conf
    owner: root
    mode: "0644"
    backup: true
`,
  notes: [
    "Files are replaced atomically: a crash leaves the old one or the new one.",
    "A dry run does not ask whether the folder is there: an earlier task may make it.",
  ],
};

/** A look at one file, or at a folder. */
export type CopyFacts = { kind: "file"; file: ContentFacts } | { kind: "tree"; tree: TreeFacts };

/** The module `copy`. */
export function copyModule(): PlannedModule<CopyFacts> {
  return planned<CopyFacts>({ doc, check, probe, plan, report: reportPath, conclude: concludeCopy });
}

function check(params: Params): string | undefined {
  if (params.has("content") && (params.text("dest") ?? "").endsWith("/")) {
    return "can not use content with a dir as dest";
  }
  return validateProblem(params.text("validate"));
}

async function probe(params: Params, call: ModuleCall): Promise<CopyFacts> {
  const src = params.text("src");
  if (src === undefined) {
    const content = new TextEncoder().encode(contentText(params.raw("content")));
    return { kind: "file", file: await probeDestination({ content }, params, call) };
  }
  if (params.flag("remote_src")) return await probeRemote(src, params, call);
  const found = findSource(src, call);
  const path = found.replace(/(?<=.)\/+$/, "");
  if (call.files.kind(path) === "directory") {
    const tree = await probeLocalTree(src.endsWith("/") ? `${path}/` : path, params, call);
    return { kind: "tree", tree };
  }
  const source = localSource(path, readSource(path, params, call), call);
  return { kind: "file", file: await probeDestination(source, params, call) };
}

async function probeRemote(src: string, params: Params, call: ModuleCall): Promise<CopyFacts> {
  const shell = await call.shell();
  const script = `${LOOK}s=${
    pathWord(src)
  }\nlook src "$s"\nif [ -d "$s" ]; then e directory yes; elif [ -f "$s" ]; then e file yes
if [ -r "$s" ]; then ${sha1Script('"$s"')}e sha1 "$h"; n content; head -c ${
    SHOWN_BYTES + 1
  } <"$s"; else e unreadable yes; fi; fi`;
  const output = await shell.run(["sh", "-c", script], {}, call.signal);
  const { fields, body } = withBody(output.stdout, "content");
  const facts = pathFacts(fields, "src");
  const lies = facts.followed ?? facts;
  if (lies.state === "absent") throw new ProbeFailed(`Source ${src} not found`);
  if (fields.raw("unreadable") !== undefined) throw new ProbeFailed(`Source ${src} not readable`);
  if (fields.raw("directory") !== undefined) {
    const source = { src: facts.path, bits: permissions(lies) };
    return { kind: "tree", tree: await probeRemoteTree(source, params, call) };
  }
  if (fields.raw("file") === undefined) throw new ProbeFailed(`Cannot copy invalid source '${src}': not a file`);
  const shown = output.truncated ? { note: "larger" as const } : textOf(body ?? "");
  const sha1 = fields.line("sha1") ?? "";
  const content = { from: facts.path, sha1, size: lies.status?.size ?? 0, shown };
  const source = { content, name: basename(facts.path), src: facts.path, sourceBits: permissions(lies) };
  return { kind: "file", file: await probeDestination(source, params, call) };
}

function plan(facts: CopyFacts, params: Params, context: { checkMode: boolean }): Plan {
  return facts.kind === "file" ? contentPlan(facts.file, params, context) : treePlan(facts.tree, params, context);
}

function contentText(content: Json): string {
  return content !== null && typeof content === "object" ? pythonJson(content) : pythonText(content);
}
