// The page of all rules: what each is for, whether it acts, how often it did.
import type { RuleSheet } from "../../ports/rule_book.ts";
import { pathFromHere } from "../../words/path_from_here.ts";
import { visible } from "../../words/visible.ts";
import { cut, line } from "./parts/cut.ts";
import { Empty } from "./parts/empty.tsx";
import { Head } from "./parts/head.tsx";
import { Panel } from "./parts/panel.tsx";
import { rulePath } from "./parts/rule_path.ts";
import { Status } from "./parts/status.tsx";
import { Cell, Table } from "./parts/table.tsx";
import { Time } from "./parts/time.tsx";
import type { View, Visit } from "./view.ts";

/** Rules and mistakes that are listed. */
const MOST = 500;
const MISTAKES = 50;

/** By folder; those that wait for a human's word come first in each. */
export async function rulesPage(visit: Visit): Promise<View> {
  const { world } = visit;
  const { rules, mistakes } = await world.rules.rules();
  const folders = [...Map.groupBy(rules.slice(0, MOST), ({ folder }) => folder)];
  return {
    title: "Rules",
    section: "rules",
    body: (
      <>
        <Head title="Rules" under="A rule decides without a model: where it sees this, it does that." />
        <div class="stack">
          <Mistakes mistakes={mistakes} />
          {rules.length === 0 && mistakes.length === 0 ? <None visit={visit} /> : null}
          {folders.map(([folder, own], at) => (
            <Folder folder={folder} rules={own} id={`folder-${at + 1}`} visit={visit} />
          ))}
          {rules.length > MOST ? <p class="dim">and {rules.length - MOST} more</p> : null}
        </div>
      </>
    ),
  };
}

function None({ visit: { world } }: { visit: Visit }) {
  return (
    <section class="panel" aria-label="Rules">
      <Empty title="There are no rules yet" command={world.type("run 'GOAL IN WORDS'")}>
        When a model has reached a goal in words, a rule is proposed that does the same without it. It does nothing
        until a human has approved it here. One can also be written by hand, as a file in the folder <code>rules</code>
      </Empty>
    </section>
  );
}

function Mistakes({ mistakes }: { mistakes: readonly string[] }) {
  if (mistakes.length === 0) return null;
  return (
    <Panel id="mistakes" title="Files that are no rules" count={mistakes.length}>
      <ul class="remarks">
        {mistakes.slice(0, MISTAKES).map((mistake) => <li>{cut(visible(mistake.slice(0, 2000)), 1000)}</li>)}
      </ul>
      {mistakes.length > MISTAKES ? <p class="dim">and {mistakes.length - MISTAKES} more</p> : null}
    </Panel>
  );
}

const FIRST = { proposed: 0, active: 1, disabled: 2 };

function Folder({ folder, rules, id, visit }: {
  folder: string;
  rules: readonly RuleSheet[];
  id: string;
  visit: Visit;
}) {
  const { world, now } = visit;
  const loops = rules[0]?.loops ?? [];
  const columns = ["Rule", "State", "Goal", "On the record", "Has decided"].map((name) => ({ name }));
  return (
    <Panel
      id={id}
      title={line(pathFromHere(folder, world.cwd), 200)}
      count={rules.length}
      beside={<Followers loops={loops} />}
      flush
    >
      <Table caption={`Rules in ${line(folder, 200)}`} columns={columns} list>
        {rules.toSorted((one, other) => FIRST[one.status] - FIRST[other.status]).map((rule, at) => (
          <tr id={`${id}-rule-${at + 1}`} data-row>
            <Cell of="Rule" is="main">
              <a href={rulePath(rule)} data-open>{line(rule.name, 120)}</a>
              {rule.description === null ? null : <small class="clamp">{line(rule.description, 240)}</small>}
            </Cell>
            <Cell of="State">
              <Status of={rule.status} plain />
            </Cell>
            <Cell of="Goal">
              {rule.goal === null
                ? <span class="dim">every goal</span>
                : <span class="clamp">{line(rule.goal, 240)}</span>}
            </Cell>
            <Cell of="On the record">{line(rule.evidence ?? "", 240)}</Cell>
            <Cell of="Has decided">
              {rule.use === null ? <span class="dim">never</span> : (
                <>
                  {rule.use.decided === 1 ? "once" : `${rule.use.decided} times`}
                  <small>
                    last <Time at={rule.use.lastAt} now={now} />
                  </small>
                </>
              )}
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

function Followers({ loops }: { loops: readonly number[] }) {
  if (loops.length === 0) return <>no loop that goes on names this folder</>;
  return (
    <span>
      for {loops.length === 1 ? "loop" : "loops"} {loops.slice(0, 8).map((loop, at) => (
        <>
          {at === 0 ? "" : ", "}
          <a href={`/loops/${loop}`}>{loop}</a>
        </>
      ))}
      {loops.length > 8 ? ` and ${loops.length - 8} more` : ""}
    </span>
  );
}
