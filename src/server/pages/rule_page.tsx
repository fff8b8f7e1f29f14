// The page of one rule: what it says, what speaks for and against it, and a human's word on it.
import type { RuleSheet } from "../../ports/rule_book.ts";
import { pathFromHere } from "../../words/path_from_here.ts";
import { quoted } from "../../words/quoted.ts";
import { STANDING, useWords } from "../../words/rule_words.ts";
import { visible } from "../../words/visible.ts";
import { commandOf } from "../deeds/command_of.ts";
import type { RuleDeed } from "../deeds/deed.ts";
import { fieldsOf } from "../deeds/read_form.ts";
import { SameAs } from "./parts/command.tsx";
import { cut, line } from "./parts/cut.ts";
import { DeedButton } from "./parts/deed.tsx";
import { Facts } from "./parts/facts.tsx";
import { Head } from "./parts/head.tsx";
import { JsonTree } from "./parts/json_tree.tsx";
import { Output, WHOLE } from "./parts/output.tsx";
import { pathWith } from "./parts/pager.tsx";
import { Panel } from "./parts/panel.tsx";
import { Status } from "./parts/status.tsx";
import type { Json } from "../../model/json.ts";
import type { View, Visit } from "./view.ts";

/** Characters of a rule that can be approved here: its text goes along. */
const MOST = 250_000;

/** Undefined where there is none of that name, in the folder of the query or in any. */
export async function rulePage(visit: Visit): Promise<View | undefined> {
  const { world, url, params } = visit;
  const folder = url.searchParams.get("folder");
  const { rules } = await world.rules.rules();
  const named = rules.filter((rule) => rule.name === params["rule"] && (folder === null || rule.folder === folder));
  const [rule, ...others] = named;
  if (rule === undefined) return undefined;
  // It reads the whole record: nobody makes it do so who may only look.
  const tries = visit.visitor.role === "full" && url.searchParams.get("test") === "now";
  const tried = tries ? await world.rules.backtest(rule.folder, rule.name) : undefined;
  return {
    title: rule.name,
    section: "rules",
    // What is tried on the whole record is not tried again at each news.
    live: "none",
    body: (
      <>
        <Head
          title={line(rule.name)}
          crumbs={[{ path: "/rules", name: "Rules" }]}
          beside={<Status of={rule.status} />}
          under={rule.description === null ? undefined : line(rule.description, 1000)}
        />
        <div class="stack">
          {others.length === 0 ? null : (
            <p>
              Other folders have a rule of this name, too: it is the one in <code>{line(rule.folder, 300)}</code>.{" "}
              <a href="/rules">All rules</a>
            </p>
          )}
          <Panel id="text" title={line(pathFromHere(rule.file, world.cwd), 200)}>
            <Output id="rule-text" name="The rule" text={rule.text} most={WHOLE} open />
          </Panel>
          <Speaks rule={rule} tried={tried} visit={visit} />
          <Word rule={rule} visit={visit} />
          <Panel id="about" title="Where it comes from">
            <About rule={rule} now={visit.now} />
          </Panel>
        </div>
      </>
    ),
  };
}

/** What a human should know before it may act. */
function Speaks({ rule, tried, visit }: { rule: RuleSheet; tried: string | undefined; visit: Visit }) {
  const { url, world, visitor } = visit;
  const [sentence, ...differed] = tried?.split("\n") ?? [];
  const folder = pathFromHere(rule.folder, world.cwd);
  const where = folder === "rules" ? "" : ` --rules-dir ${quoted(folder)}`;
  const by = world.type(`rules backtest ${quoted(rule.name)}${where}`);
  return (
    <Panel id="speaks" title="What to know of it">
      <div class="stack">
        {rule.remarks.length === 0
          ? <p class="dim">Nothing is to be said of it.</p>
          : <ul class="remarks">{rule.remarks.slice(0, 50).map((remark) => <li>{line(remark, 1000)}</li>)}</ul>}
        <p>
          <strong>On the record:</strong> {line(sentence ?? rule.evidence ?? "it was not tried on anything", 1000)}
          {sentence === undefined ? null : <span class="dim">&#32;(tried just now)</span>}
        </p>
        {differed.length === 0 ? null : <ul class="remarks">{differed.map((each) => <li>{line(each, 1000)}</li>)}</ul>}
        <div>
          {visitor.role === "read"
            ? null
            : (
              <a class="button" href={pathWith(url, { test: "now", folder: rule.folder })}>
                Try it on the whole record now
              </a>
            )}
          <SameAs text={by} />
        </div>
      </div>
    </Panel>
  );
}

/** The button stands under all that was said of it, and takes effect only while the rule says what is shown here. */
function Word({ rule, visit }: { rule: RuleSheet; visit: Visit }) {
  const { folder, name, text } = rule;
  // A yes is for what is in sight; a rule may be stopped whatever it says by now.
  const deed = (what: RuleDeed["what"]): RuleDeed => ({
    ...{ kind: "rule", what, folder, name },
    ...(what === "approve" ? { text } : {}),
  });
  const button = (what: RuleDeed["what"], label: string, tone: "first" | "danger") => (
    <DeedButton
      deed="rule"
      fields={fieldsOf(deed(what))}
      visit={visit}
      label={label}
      tone={tone}
      command={commandOf(visit.world, deed(what))}
    />
  );
  const tooLong = text.length > MOST;
  return (
    <Panel id="word" title="May it act?">
      <div class="stack">
        <p>It is {rule.status === "active" ? "active: it acts" : STANDING[rule.status]}.</p>
        {visit.visitor.role === "read" ? null : (
          <div class="row">
            {rule.status === "active" || tooLong ? null : button("approve", "Approve: let it act", "first")}
            {rule.status === "disabled" ? null : button("disable", "Disable", "danger")}
          </div>
        )}
        {rule.status === "active" ? null : <SameAs text={commandOf(visit.world, deed("approve"))} />}
        {rule.status === "disabled" ? null : <SameAs text={commandOf(visit.world, deed("disable"))} />}
      </div>
    </Panel>
  );
}

function About({ rule, now }: { rule: RuleSheet; now: number }) {
  const { goal, use, loops, origin, file } = rule;
  const { evidence: _, ...others } = origin;
  const rest = JSON.parse(JSON.stringify(others)) as Json;
  return (
    <div class="stack">
      <Facts
        facts={[
          ["for the goal", goal === null ? "every goal" : cut(visible(goal.slice(0, 4000)), 2000)],
          [
            "has decided",
            use === null ? "never" : (
              <>
                {useWords(use, now)}, in <a href={`/loops/${use.lastLoop}`}>loop {use.lastLoop}</a>
              </>
            ),
          ],
          ["file", <code>{line(file, 500)}</code>],
          [
            "loops that go by its folder",
            loops.length === 0 ? "none that goes on" : loops.slice(0, 20).map((loop, at) => (
              <>
                {at === 0 ? "" : ", "}
                <a href={`/loops/${loop}`}>{loop}</a>
              </>
            )),
          ],
        ]}
      />
      {Object.keys(others).length === 0
        ? <p class="dim">Its file does not say who wrote it.</p>
        : <JsonTree value={rest} id="origin" />}
    </div>
  );
}
