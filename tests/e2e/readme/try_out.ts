// Types what a page shows, block by block, and holds what comes out against what is shown.
import assert from "node:assert/strict";
import { eventually } from "../../sshd/processes.ts";
import type { Newcomer } from "./newcomer.ts";
import { type Block, missing, type Shown } from "./shown.ts";

/** What goes on until Ctrl-C. */
const LASTING =
  /^(ftl2-enterprise (.* )?(worker|serve|top)\b|ftl2-enterprise .* (--watch|-f)$|curl -N |deno run [^]* serve$)/;
/** What only reads, and may be asked again until something has happened elsewhere. */
const READING = /^(cat|ftl2-enterprise (status|history|hosts|show|logs|prompts)) /;

/** Returns how many commands were typed. Throws AssertionError where something is not as it is shown. */
export async function tryOut(blocks: readonly Block[], newcomer: Newcomer): Promise<number> {
  let typed = 0;
  for (const { page, line, more, commands } of blocks) {
    const variables = commands.flatMap(({ text }) => /^\w+=\S+$/.test(text) ? [`${text};`] : []).join(" ");
    for (const command of commands) {
      const place = `${page}:${line}: ${command.text}`;
      if (more === "in a terminal of its own") await begin(newcomer, { command, place });
      else if (LASTING.test(bare(command.text))) await passing(newcomer, { command, place, variables });
      else await once(newcomer, { command, place });
      typed++;
    }
  }
  return typed;
}

/** The command without the comment behind it. */
function bare(text: string): string {
  return text.replace(/\s+#.*$/m, "").trimEnd();
}

async function once(newcomer: Newcomer, { command: { text, lines }, place }: { command: Shown; place: string }) {
  let { code, output } = await newcomer.type(text);
  if (missing(lines, output) !== undefined && READING.test(`${text} `)) {
    await eventually(place, async () => {
      ({ code, output } = await newcomer.type(text));
      return missing(lines, output) === undefined;
    }).catch(() => {});
  }
  assert.equal(missing(lines, output), undefined, `${place}\n${output}`);
  assert.equal(code, /--dry-run/.test(text) ? 5 : 0, `${place}\n${output}`);
  if (/^curl .*api/.test(text)) assert.match(output, /^\{"ok":true,/m, `${place}\n${output}`);
}

async function begin(newcomer: Newcomer, { command, place }: { command: Shown; place: string }) {
  const terminal = await newcomer.start(bare(command.text));
  const said = () => terminal.out.replaceAll("\r", "");
  await terminal.until(`${place}: ${command.lines.join(" ")}`, () => missing(command.lines, said()) === undefined);
}

/** One that goes on, for as long as it takes to say something; it ends as it should when it is interrupted. */
async function passing(
  newcomer: Newcomer,
  { command, place, variables }: { command: Shown; place: string; variables: string },
) {
  const terminal = await newcomer.start(bare(command.text), variables);
  await terminal.until(place, () => terminal.out.trim() !== "");
  const code = await newcomer.interrupt(terminal);
  const usual = /^curl|top\b/.test(command.text) ? [0, 130] : [0];
  assert.ok(usual.includes(code), `${place} ended with ${code}\n${terminal.out}`);
}
