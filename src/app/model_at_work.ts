// The language model of a loop: by its name, with the programs, the environment and the words of lines that it needs.
import { openModel } from "../deciders/models/open_model.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { Files } from "../ports/files.ts";
import type { LanguageModel } from "../ports/language_model.ts";
import { shlex } from "../templates/shlex.ts";
import { runProgram } from "../transports/run_program.ts";

/** Opens it. Null: the loop has none. Throws InputError for a name that means nothing. */
export function modelOf(
  options: Pick<LoopOptions, "model" | "modelPrice">,
  files: Files,
): Promise<LanguageModel | null> {
  const { model: name = "none", modelPrice: price } = options;
  return openModel(name, {
    env: files.env,
    ...(price === undefined ? {} : { price }),
    words: (line) => {
      const words = shlex(line, { comments: false });
      return "error" in words ? words : words.map(({ text }) => text);
    },
    run: async (program, { apart, ...running }, signal) => {
      const how = { ...running, env: {}, wholeGroup: true };
      if (!apart) return await runProgram(program, how, signal);
      const cwd = await Deno.makeTempDir({ prefix: "ftl2-model-" });
      try {
        return await runProgram(program, { ...how, cwd }, signal);
      } finally {
        await Deno.remove(cwd, { recursive: true }).catch(() => {});
      }
    },
  });
}
