// What everybody should know, above every page: what was just done, and that nobody works.
import { oneLine } from "../../../words/visible.ts";
import type { Frame } from "../view.ts";
import { Command, SameAs } from "./command.tsx";
import { cut } from "./cut.ts";
import { MarkIcon } from "./mark.tsx";

/** Nothing where there is nothing to say. */
export function Notices({ said, workers, byHand, counts, visit: { world } }: Frame) {
  const { pending, running, waiting } = counts.loops;
  const waits = pending + running + waiting - byHand;
  const idle = workers === 0 && waits > 0;
  if (said === null && !idle) return null;
  return (
    <section class="notices" aria-label="Notices">
      {said === null
        ? null
        : (
          <div class={`notice ${said.ok ? "tone-ok" : "tone-bad"}`} id="said" role={said.ok ? "status" : "alert"}>
            <MarkIcon mark={said.ok ? "check" : "cross"} />
            <div>
              <p>{cut(oneLine(said.text), 1000)}</p>
              {said.command === undefined ? null : <SameAs text={said.command} />}
            </div>
          </div>
        )}
      {idle
        ? (
          <div class="notice tone-human" id="no-worker">
            <MarkIcon mark="bars" />
            <div>
              <p>
                <strong>No worker is running.</strong> {waits === 1 ? "One loop waits" : `${waits} loops wait`}{" "}
                for one{byHand === 0 ? "; what you see is as it was left" : ""}. Start one:{" "}
                <Command text={world.type("worker")} />
              </p>
            </div>
          </div>
        )
        : null}
    </section>
  );
}
