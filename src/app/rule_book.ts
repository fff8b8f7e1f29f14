// The rules that loops go by, gathered from their folders.
import { InputError } from "../model/errors.ts";
import type { Rule } from "../model/rule.ts";
import type { Archive, RuleUse } from "../ports/archive.ts";
import type { RuleBook, RuleSheet } from "../ports/rule_book.ts";
import { groupsKnown } from "../words/groups_known.ts";
import { mistakeText } from "../words/mistake_text.ts";
import { openRules, type RuleFolder } from "./rule_folder.ts";

/** What a rule book reads of the record. */
type Record = Pick<Archive, "ruleFolders" | "ruleUse" | "pastDecisions" | "fleet">;

/** `rulesDir`: absolute path of a folder that counts beside those that loops name. `cwd`: from where mistakes name files. */
export function ruleBook(archive: Record, { rulesDir, cwd }: { rulesDir: string; cwd: string }): RuleBook {
  return {
    rules: async () => {
      const [named, uses] = await Promise.all([archive.ruleFolders(), archive.ruleUse()]);
      const rules: RuleSheet[] = [];
      const mistakes: string[] = [];
      for (const [folder, followers] of foldersOf(named, rulesDir)) {
        const found = await sheets({ folder, loops: followers, uses });
        rules.push(...found.rules);
        mistakes.push(...found.mistakes.map((mistake) => mistakeText(mistake, cwd)));
      }
      return { rules, mistakes };
    },
    backtest: async (folder, name) => {
      // Nobody may have any other file of this machine read.
      if (!foldersOf(await archive.ruleFolders(), rulesDir).has(folder)) return undefined;
      const opened = await openRules(folder);
      const rule = opened.rules.find((each) => each.name === name);
      if (rule === undefined) return undefined;
      const evidence = await opened.backtest(rule, archive, await groupsKnown(archive));
      const otherwise = evidence.differed.map(({ loop, run, n, what }) =>
        `loop ${loop}, run ${run}, iteration ${n}: ${what}`
      );
      return [opened.evidence(evidence) ?? "", ...otherwise].join("\n");
    },
  };
}

/** Each folder with the loops that go by it, by path. */
function foldersOf(named: readonly { loop: number; folder: string }[], rulesDir: string): Map<string, number[]> {
  const folders = new Map<string, number[]>([[rulesDir, []]]);
  for (const { loop, folder } of named) {
    const loops = folders.get(folder);
    if (loops === undefined) folders.set(folder, [loop]);
    else loops.push(loop);
  }
  return new Map([...folders].sort(([one], [other]) => one < other ? -1 : 1));
}

async function sheets(
  { folder, loops, uses }: { folder: string; loops: number[]; uses: readonly RuleUse[] },
): Promise<{ rules: RuleSheet[]; mistakes: InputError[] }> {
  const mistakes: InputError[] = [];
  const attempt = <T>(read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      // A file that went away while it was read; a folder that nobody here may read.
      if (!(error instanceof InputError)) throw error;
      mistakes.push(error);
      return [];
    }
  };
  const opened = await openRules(folder).catch((error) => {
    attempt(() => {
      throw error;
    });
  });
  if (opened === undefined) return { rules: [], mistakes };
  const rules = opened.rules.flatMap((rule) =>
    attempt(() => sheet(rule, { opened, folder, loops, use: uses.find((use) => use.rule === rule.name) ?? null }))
  );
  return { rules, mistakes: [...opened.mistakes, ...mistakes] };
}

function sheet(
  rule: Rule,
  { opened, ...known }: { opened: RuleFolder } & Pick<RuleSheet, "folder" | "loops" | "use">,
): RuleSheet {
  return {
    name: rule.name,
    description: rule.description === "" ? null : rule.description,
    status: rule.status,
    file: rule.file,
    goal: rule.goal ?? null,
    text: opened.textOf(rule),
    origin: rule.origin ?? {},
    remarks: opened.remarks(rule),
    evidence: opened.evidence(rule),
    ...known,
  };
}
