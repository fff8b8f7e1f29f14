// What is looked at of a text file of the host that a module edits.
import type { ModuleCall } from "../../ports/module.ts";
import { type Accounts, accounts, accountsScript } from "../files/attributes.ts";
import { askFlags, LOOK, type PathFacts, pathFacts } from "../files/path_facts.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { type Fields, withBody } from "../scripts/fields.ts";
import { hostBytes } from "../scripts/hosts_words.ts";
import { fileWord } from "../scripts/shell_words.ts";
import { readBytes, type ReadText } from "./seen_text.ts";

/** The file and its text; no text where there is no file. */
export interface TextFacts extends ReadText {
  path: PathFacts;
  parent: boolean;
  accounts: Accounts;
}

/** Looks: one round trip. `path` instead of the parameter's; `tell` is a script that tells more, before the file is looked at. */
export async function probeText(
  params: Params,
  call: ModuleCall,
  { path = params.text("path") ?? "", tell = "" }: { path?: string; tell?: string } = {},
): Promise<TextFacts & { told: Fields }> {
  const script = `${askFlags(params.has("attributes"))}${LOOK}${tell}p=${fileWord(path)}
look path "$p"
[ ! -d "\${p%/*}/" ] || e parent yes
${accountsScript(params)}if [ -f "$p" ]; then n text; cat <"$p"; fi`;
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const { fields, body } = withBody(output.stdout, "text");
  const facts = {
    path: pathFacts(fields, "path"),
    parent: fields.raw("parent") !== undefined,
    accounts: accounts(fields, params),
    told: fields,
  };
  if (body === undefined) return facts;
  const size = (facts.path.followed ?? facts.path).status?.size;
  // Output is UTF-8 with a limit: what does not come back byte by byte is fetched as bytes.
  const whole = !output.truncated && !body.includes("\ufffd") && new TextEncoder().encode(body).length === size;
  if (whole) return { ...facts, text: body };
  return { ...facts, ...readBytes(await hostBytes(shell, facts.path.path, call.signal)) };
}

/** The same where a link is to be replaced by the edited file, which takes mode and owner of what the link leads to. */
export function insteadOfLink(facts: TextFacts): TextFacts {
  const { followed, path } = facts.path;
  return followed === undefined ? facts : { ...facts, path: { ...followed, path } };
}

/** The same where the file is edited that a link leads to, and nothing is said of the link. */
export function behindLink(facts: TextFacts): TextFacts {
  return { ...facts, path: facts.path.followed ?? facts.path };
}
