// The program with its real process around it and a script for an app: SCRIPT in the environment says what its work does.
import type { Work } from "../../src/app.ts";
import { processIo } from "../../src/cli/process_io.ts";
import { main } from "../../src/cli/program.ts";
import type { Next } from "../../src/model/loop.ts";
import { opened, task } from "../telemetry/heard.ts";
import { nothingAsked, wire } from "./scripted_app.ts";

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => signal.addEventListener("abort", () => settle(), { once: true }));
}

async function work(work: Work): Promise<Next> {
  work.events.emit(opened(1));
  work.events.emit(task("Build"));
  work.events.emit({ kind: "action started", loop: 1, id: 1, host: "localhost", name: "Build" });
  switch (Deno.env.get("SCRIPT")) {
    case "ask": {
      const prompt = {
        id: 1,
        kind: "interrupted",
        text: "Go on?",
        options: ["yes", "no"],
        about: null,
        response: null,
      };
      const answer = await work.ask?.({ ...prompt, status: "pending" }, new AbortController().signal);
      return { kind: "done", status: "completed", reason: `answered ${answer?.response}` };
    }
    case "wait":
      await aborted(work.stop);
      return { kind: "paused", reason: "suspended" };
    case "stubborn":
      await aborted(work.signal);
      return { kind: "paused", reason: "ended" };
    case "stray":
      setTimeout(() => {
        throw new Error("thrown in a timer");
      });
      await aborted(work.signal);
      return { kind: "paused", reason: "not reached" };
    default:
      throw new Error("SCRIPT names no work");
  }
}

Deno.exit(await main(Deno.args, processIo(), wire({ work }, nothingAsked(), { closed: 0 })));
