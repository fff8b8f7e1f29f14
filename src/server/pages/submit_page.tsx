// The page that puts a loop on record: one form that whoever never read the documentation can fill in.
import type { FileNear } from "../../ports/page_world.ts";
import { Command, SameAs } from "./parts/command.tsx";
import { line } from "./parts/cut.ts";
import { DeedForm } from "./parts/deed.tsx";
import { Empty } from "./parts/empty.tsx";
import { Field } from "./parts/field.tsx";
import { Head } from "./parts/head.tsx";
import { Folded } from "./parts/panel.tsx";
import { Box, MORE_FIELDS, MoreFields } from "./submit/more_fields.tsx";
import { type Typed, typedOf } from "./submit/typed.ts";
import type { View, Visit } from "./view.ts";

const MODES: [mode: string, words: string, more: string][] = [
  ["single", "Until it holds", "then it is done"],
  ["continuous", "Keep it so", "look again and again, put right what drifts"],
  ["incremental", "Step by step", "play by play, each proved before the next"],
];

/** With all that was typed, where the command line refused it before. */
export async function submitPage(visit: Visit): Promise<View> {
  const { world, visitor, said } = visit;
  const typed = typedOf(said);
  const [near, workers] = await Promise.all([world.filesNear(), world.queue.workers()]);
  return {
    title: "New loop",
    section: "loops",
    live: "none",
    body: (
      <>
        <Head title="New loop" crumbs={[{ path: "/", name: "Loops" }]}>
          {null}
        </Head>
        {visitor.role === "read"
          ? <Empty title="Your token may read, and do nothing">Submitting takes a token that may do everything.</Empty>
          : <Form visit={visit} typed={typed} near={near} workers={workers.length} />}
      </>
    ),
  };
}

function Form({ visit, typed, near, workers }: {
  visit: Visit;
  typed: Typed;
  near: readonly FileNear[];
  workers: number;
}) {
  const { world, said } = visit;
  const refused = said !== null && said !== undefined && !said.ok;
  return (
    <DeedForm deed="submit" fields={{}} visit={visit} is="submit panel">
      <Near near={near} />
      <fieldset id="submit-what">
        <legend class="legend">What is wanted</legend>
        <div class="either">
          <Field
            name="file"
            within="submit"
            label="A playbook"
            list="near-playbook"
            value={typed.text("file")}
            error={typed.wrong("file")}
            placeholder="site.yml"
            hint={`a file on the machine that serves this page, from ${
              line(world.cwd, 200)
            }; or a goal in a .md or .txt file`}
          />
          <span class="or">or</span>
          <Field
            name="goal"
            within="submit"
            label="In plain words"
            rows={3}
            value={typed.text("goal")}
            error={typed.wrong("goal")}
            placeholder="nginx is installed and answers on port 80"
            hint="a model works it out, or rules that cover it"
          />
        </div>
      </fieldset>
      <fieldset id="submit-where">
        <legend class="legend">On which hosts</legend>
        <Field
          name="inventory"
          within="submit"
          label="Inventory"
          list="near-inventory"
          value={typed.text("inventory")}
          error={typed.wrong("inventory")}
          placeholder="hosts.yml"
          hint="a file, a folder, or a list such as web1,web2; empty: this machine"
        />
      </fieldset>
      <HowOften typed={typed} />
      <fieldset id="submit-how">
        <legend class="legend">How</legend>
        <Box field="dry-run" words="Dry run: change nothing, show what would change" typed={typed} />
        <Field
          name="name"
          within="submit"
          label="Name"
          value={typed.text("name")}
          error={typed.wrong("name")}
          hint="commands take it instead of the number; empty: the file's, or the goal's first words"
        />
      </fieldset>
      <Folded
        id="submit-more"
        summary="More: a part of it, bounds, policy, variables, model, logins"
        open={typed.any(MORE_FIELDS)}
      >
        <MoreFields typed={typed} />
      </Folded>
      <div class="submit-end">
        <button type="submit" class="button first">Submit</button>
        {workers > 0 ? <span class="dim">It is on record at once; a worker takes it.</span> : (
          <span class="dim">
            It is on record at once, and waits until a worker runs: <Command text={world.type("worker")} />
          </span>
        )}
      </div>
      <SameAs text={refused && said.command !== undefined ? said.command : world.type("submit --help")} />
    </DeedForm>
  );
}

function HowOften({ typed }: { typed: Typed }) {
  const mode = typed.text("mode") || "single";
  const wrong = typed.wrong("mode");
  return (
    <fieldset id="submit-often">
      <legend class="legend">How often</legend>
      <div class="modes">
        {MODES.map(([value, words, more]) => (
          <label class="mode">
            <input type="radio" name="mode" value={value} id={`submit-mode-${value}`} checked={value === mode} />
            <span>
              <strong>{words}</strong>
              <small class="under">{more}</small>
            </span>
          </label>
        ))}
      </div>
      <Field
        name="interval"
        within="submit"
        label="Look again every"
        value={typed.text("interval")}
        error={typed.wrong("interval") ?? wrong}
        placeholder="5m"
        hint="60, 90s, 5m, 2h, for a loop that is kept so; empty: every minute"
      />
    </fieldset>
  );
}

/** Files that could be meant, for the fields to suggest. */
function Near({ near }: { near: readonly FileNear[] }) {
  const lists: [id: string, kinds: FileNear["kind"][]][] = [
    ["near-playbook", ["playbook", "goal"]],
    ["near-inventory", ["inventory"]],
    ["near-policy", ["policy"]],
  ];
  return (
    <>
      {lists.map(([id, kinds]) => (
        <datalist id={id}>
          {near.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => <option value={path} />)}
        </datalist>
      ))}
    </>
  );
}
