// The commands that a page of the documentation shows, and what it shows of their output.
//
// Before each block of commands stands, in a comment that readers do not see, how a test runs it, or why none does:
//   <!-- run: newcomer -->    <!-- run: newcomer, in a terminal of its own -->    <!-- not run: it downloads the release -->

/** A command as it is typed, and the lines that are shown below it. */
export interface Shown {
  text: string;
  lines: string[];
}

/** A fenced block. */
export interface Block {
  page: string;
  /** Where it begins. */
  line: number;
  /** Whose commands these are: the word after `run:`. Undefined where they are not run. */
  stage: string | undefined;
  /** What is said behind it. */
  more: string;
  /** Why they are not run. */
  reason: string | undefined;
  commands: Shown[];
}

/** The languages of blocks that hold commands: a session with `$` and output, or lines for a shell. */
const COMMANDS = /^(console|sh|bash|shell)$/;

/** Every block of commands in a page's text, in order. */
export function blocksIn(page: string, text: string): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  let from: number | undefined;
  for (const [at, line] of lines.entries()) {
    if (!line.startsWith("```")) continue;
    if (from === undefined) {
      from = at;
      continue;
    }
    const language = lines[from]!.slice(3).trim();
    if (COMMANDS.test(language)) {
      const inside = lines.slice(from + 1, at);
      const mark = markAbove(lines, from);
      blocks.push({
        page,
        line: from + 1,
        ...mark,
        commands: language === "console" ? session(inside) : script(inside),
      });
    }
    from = undefined;
  }
  return blocks;
}

/** Places where commands stand and nobody says how they are run: blocks without a mark, and commands outside of blocks. */
export function unmarked(page: string, text: string): string[] {
  const blocks = blocksIn(page, text);
  const bare = blocks.filter(({ stage, reason }) => stage === undefined && reason === undefined)
    .map(({ line }) => `${page}:${line} is neither run nor says why not`);
  const empty = blocks.filter(({ commands }) => commands.length === 0).map(({ line }) =>
    `${page}:${line} shows no command`
  );
  let language: string | undefined;
  const stray = text.split("\n").flatMap((line, at) => {
    const fence = /^```(.*)$/.exec(line)?.[1];
    if (fence !== undefined) language = language === undefined ? fence.trim() : undefined;
    const isCommand = /^(\$ |#? ?ftl2-enterprise |deno (run|task) |npx |curl )/.test(line.trimStart());
    const isBlock = language !== undefined || line.startsWith("    ");
    return fence === undefined && isCommand && isBlock && !COMMANDS.test(language ?? "")
      ? [`${page}:${at + 1} is a command outside of a block of commands`]
      : [];
  });
  return [...bare, ...empty, ...stray];
}

/** The first of these lines that is not there, behind those before it; `…` stands for whatever it is, alone for any lines. */
export function missing(lines: readonly string[], text: string): string | undefined {
  let rest = text.split("\n");
  return lines.filter((line) => line.trim() !== "…" && line.trim() !== "").find((line) => {
    const parts = line.trim().split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const at = rest.findIndex((each) => new RegExp(`^\\s*${parts.join(".*")}\\s*$`).test(each));
    rest = rest.slice(at + 1);
    return at < 0;
  });
}

function markAbove(lines: readonly string[], from: number): Pick<Block, "stage" | "more" | "reason"> {
  const above = lines.slice(0, from).findLast((line) => line.trim() !== "") ?? "";
  const [, stage, more = ""] = /^<!-- run: ([\w-]+)(?:, (.*))? -->$/.exec(above) ?? [];
  const [, reason] = /^<!-- not run: (.+) -->$/.exec(above) ?? [];
  return { stage, more, reason };
}

function session(lines: readonly string[]): Shown[] {
  const shown: Shown[] = [];
  for (const line of lines) {
    if (line.startsWith("$ ")) shown.push({ text: line.slice(2), lines: [] });
    else if (line.startsWith("> ") && shown.at(-1)?.text.endsWith("\\")) shown.at(-1)!.text += `\n${line.slice(2)}`;
    else shown.at(-1)?.lines.push(line);
  }
  return shown;
}

function script(lines: readonly string[]): Shown[] {
  const shown: Shown[] = [];
  for (const line of lines) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (shown.at(-1)?.text.endsWith("\\")) shown.at(-1)!.text += `\n${line}`;
    else shown.push({ text: line, lines: [] });
  }
  return shown;
}
