// What one can do with a loop: those of its state alone, each with the command that does the same.
import type { Loop } from "../../../model/loop.ts";
import { commandOf } from "../../deeds/command_of.ts";
import type { Deed } from "../../deeds/deed.ts";
import { fieldsOf } from "../../deeds/read_form.ts";
import { DeedButton, DeedMenu } from "../parts/deed.tsx";
import { Field } from "../parts/field.tsx";
import type { Visit } from "../view.ts";

const ENDED = ["completed", "failed", "cancelled"];

/** Buttons of a loop; nothing for whoever may only read. `asks`: it waits for an answer. */
export function LoopDeeds({ loop, asks, visit }: { loop: Loop; asks: boolean; visit: Visit }) {
  const { id, status, suspension, request } = loop;
  const ended = ENDED.includes(status);
  const waitsForAnswer = status === "paused" && suspension === null && asks;
  return (
    <>
      {status === "waiting"
        ? <Press label="Run now" tone="first" deed={{ kind: "resume", loop: id, now: true }} visit={visit} />
        : null}
      {status === "paused" && !waitsForAnswer
        ? <Press label="Resume" tone="first" deed={{ kind: "resume", loop: id }} visit={visit} />
        : null}
      {["failed", "blocked", "cancelled"].includes(status)
        ? <Press label="Retry" tone="first" deed={{ kind: "retry", loop: id }} visit={visit} />
        : null}
      {ended || status === "blocked" || request?.what === "cancel" || suspension !== null
        ? null
        : <Pause loop={loop} visit={visit} />}
      {ended ? null : <Cancel loop={loop} visit={visit} />}
    </>
  );
}

function Press({ label, tone, deed, visit }: {
  label: string;
  tone: "first" | "plain";
  deed: Deed & { kind: "resume" | "retry" };
  visit: Visit;
}) {
  return (
    <DeedButton
      {...{ label, tone, visit }}
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
