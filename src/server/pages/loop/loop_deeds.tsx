// What one can do with a loop: those of its state alone, each with the command that does the same.
import type { Loop } from "../../../model/loop.ts";
import { commandOf } from "../../deeds/command_of.ts";
import type { Deed } from "../../deeds/deed.ts";
import { fieldsOf } from "../../deeds/read_form.ts";
import { Command } from "../parts/command.tsx";
import { DeedButton, DeedMenu } from "../parts/deed.tsx";
import { Field } from "../parts/field.tsx";
import type { Visit } from "../view.ts";

const ENDED = ["completed", "failed", "cancelled"];

/** Buttons of a loop, none for whoever may only read, and what one would type instead. `asks`: it waits for an answer. */
export function LoopDeeds({ loop, asks, visit }: { loop: Loop; asks: boolean; visit: Visit }) {
  const press = pressed(loop, asks);
  const { status, suspension, request } = loop;
  const ended = ENDED.includes(status);
  const pauses = !ended && status !== "blocked" && request?.what !== "cancel" && suspension === null;
  return (
    <>
      {press === undefined ? null : <Press {...press} visit={visit} />}
      {pauses ? <Pause loop={loop} visit={visit} /> : null}
      {ended ? null : <Cancel loop={loop} visit={visit} />}
      <ByHand loop={loop} press={press} visit={visit} />
    </>
  );
}

/** The one button that its state calls for. */
interface Pressed {
  label: string;
  deed: Deed & { kind: "resume" | "retry" };
}

function pressed({ id, status, suspension }: Loop, asks: boolean): Pressed | undefined {
  if (status === "waiting") return { label: "Run now", deed: { kind: "resume", loop: id, now: true } };
  if (status === "paused" && (suspension !== null || !asks)) {
    return { label: "Resume", deed: { kind: "resume", loop: id } };
  }
  return ["failed", "blocked", "cancelled"].includes(status)
    ? { label: "Retry", deed: { kind: "retry", loop: id } }
    : undefined;
}

/** What one would type: in place of the button, and to see what the page shows. */
function ByHand({ loop: { id }, press, visit: { world } }: { loop: Loop; press: Pressed | undefined; visit: Visit }) {
  const commands: [what: string, command: string][] = [
    ...(press === undefined ? [] : [[press.label, commandOf(world, press.deed)] as [string, string]]),
    ["Where it stands", world.type(`status ${id}`)],
    ["What it did", world.type(`history ${id} --actions`)],
    ["What happens, as it happens", world.type(`logs ${id} -f`)],
    ["All on record of it", world.type(`show ${id}`)],
  ];
  return (
    <details class="menu" id={`by-hand-${id}`}>
      <summary class="button plain">By hand</summary>
      <div class="menu-body">
        <dl class="by-hand">
          {commands.map(([what, command]) => (
            <div>
              <dt>{what}</dt>
              <dd>
                <Command text={command} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

function Press({ label, deed, visit }: Pressed & { visit: Visit }) {
  return (
    <DeedButton
      {...{ label, visit }}
      tone="first"
      deed={deed.kind}
      fields={fieldsOf(deed)}
      command={commandOf(visit.world, deed)}
    />
  );
}

function Pause({ loop: { id, status }, visit }: { loop: Loop; visit: Visit }) {
  const deed = { kind: "pause", loop: id } as const;
  const command = `${commandOf(visit.world, deed)} --reason WHY --for 1h`;
  return (
    <DeedMenu id={`pause-${id}`} label="Pause" act="Pause" deed="pause" {...{ visit, command }} fields={fieldsOf(deed)}>
      <p>
        {status === "running"
          ? "It stops as soon as the running action has ended."
          : "It does not run until it is resumed."}
      </p>
      <Field name="reason" within={`pause-${id}`} label="Why" placeholder="maintenance of the switch" />
      <Field
        name="for"
        within={`pause-${id}`}
        label="For how long"
        placeholder="1h"
        hint="90s, 5m, 12h, 30d; empty: until it is resumed"
      />
    </DeedMenu>
  );
}

function Cancel({ loop: { id, status }, visit }: { loop: Loop; visit: Visit }) {
  const deed = { kind: "cancel", loop: id } as const;
  const command = `${commandOf(visit.world, deed)} --reason WHY`;
  return (
    <DeedMenu
      id={`cancel-${id}`}
      label="Cancel"
      act="End this loop for good"
      tone="danger"
      deed="cancel"
      {...{ visit, command }}
      fields={fieldsOf(deed)}
    >
      <p>
        {status === "running" ? "Its running command is ended too. " : ""}What was done stays done and on record; its
        open questions are withdrawn.
      </p>
      <Field name="reason" within={`cancel-${id}`} label="Why" placeholder="replaced by another loop" />
    </DeedMenu>
  );
}
