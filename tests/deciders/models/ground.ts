// What models are opened with in tests: programs run for real, and as `claude` whatever a test puts in its place.
import type { ModelTerms } from "../../../src/deciders/models/model_terms.ts";
import type { Prompt } from "../../../src/model/model_call.ts";
import { shlex } from "../../../src/templates/shlex.ts";
import { runProgram } from "../../../src/transports/run_program.ts";

/** What a test may choose. */
export interface Choice {
  env?: Record<string, string>;
  limitMs?: number;
  price?: { in: number; out: number };
  /** The words that are run in place of `claude`. */
  claude?: readonly string[];
}

export function terms({ env = {}, limitMs, price, claude }: Choice = {}): ModelTerms {
  return {
    env: (name) => env[name],
    ...(limitMs === undefined ? {} : { limitMs }),
    ...(price === undefined ? {} : { price }),
    words: (line) => {
      const words = shlex(line, { comments: false });
      return "error" in words ? words : words.map(({ text }) => text);
    },
    run: (program, { args, apart: _, ...running }, signal) => {
      const [first = program, ...more] = program === "claude" && claude !== undefined ? claude : [program];
      return runProgram(first, { ...running, args: [...more, ...args], env: {}, wholeGroup: true }, signal);
    },
  };
}

/** A prompt like those that are sent, with parameters that no strict schema knows. */
export function promptOf(brief: string): Prompt {
  return {
    system: "You keep hosts as described.",
    brief,
    schema: {
      type: "object",
      properties: {
        converged: { type: "boolean" },
        actions: {
          type: "array",
          items: { type: "object", properties: { module: { type: "string" }, params: { type: "object" } } },
        },
      },
      required: ["converged"],
    },
  };
}

/** The arguments of `deno` that start the program that stands in. */
export function standIn(url: string): string[] {
  const path = new URL("../../fakes/model_program.ts", import.meta.url).pathname;
  return ["run", "-A", "--no-check", path, url];
}
