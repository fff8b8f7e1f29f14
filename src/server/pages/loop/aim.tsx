// What a loop is to bring about: its goal or playbook, as its current run has read it, and what else it was told.
import type { Loop } from "../../../model/loop.ts";
import { optionWords } from "../../../words/loop_terms.ts";
import { pathFromHere } from "../../../words/path_from_here.ts";
import { visible } from "../../../words/visible.ts";
import { cut, line } from "../parts/cut.ts";
import { type Fact, Facts } from "../parts/facts.tsx";
import { Output } from "../parts/output.tsx";
import { Folded, Panel } from "../parts/panel.tsx";

/** Files that are shown, of those that a run has read; characters of a goal. */
const MOST_FILES = 20;
const MOST_GOAL = 4000;

/** `sources`: by path, as the run read them. */
export function Aim({ loop, sources, cwd }: { loop: Loop; sources: { [path: string]: string }; cwd: string }) {
  const { options, desiredState } = loop;
  const path = options?.file ?? options?.goalFile;
  const files = Object.entries(sources).sort(([a], [b]) => Number(b === path) - Number(a === path) || (a < b ? -1 : 1));
  const told = optionWords(loop).map(([name, value]): Fact => [name, line(value, 600)]);
  return (
    <Panel id="aim" title="What is wanted">
      <div class="stack">
        {path === undefined ? null : <p class="mono wrap">{line(pathFromHere(path, cwd), 400)}</p>}
        {options?.file === undefined && desiredState !== null
          ? <blockquote class="goal">{visible(cut(desiredState, MOST_GOAL))}</blockquote>
          : null}
        {files.length === 0
          ? path === undefined ? null : <p class="dim">Its text is kept from its first run on.</p>
          : (
            <Folded
              id="sources"
              summary={files.length === 1 ? "As it was read" : `${files.length} files, as they were read`}
            >
              {files.slice(0, MOST_FILES).map(([name, text], n) => (
                <Output id={`source-${n}`} name={line(pathFromHere(name, cwd), 300)} text={text} />
              ))}
              {files.length > MOST_FILES ? <p class="dim">{files.length - MOST_FILES} more files</p> : null}
            </Folded>
          )}
        <Facts facts={told} />
      </div>
    </Panel>
  );
}
