// Pipes of a shell behind a program such as sudo: they end when they are told to, though the shell lives on, or may not be killed at all.
import type { Pipes } from "./pipes.ts";
import { restOf } from "./rest_of_stream.ts";

/** The same pipes; after `kill` nothing more is read from them, and nobody waits for a process that only root may kill. */
export function forsakable(pipes: Pipes): Pipes {
  const reader = pipes.stdout.getReader();
  const forsaken = Promise.withResolvers<void>();
  return {
    ...pipes,
    stdout: restOf(reader),
    ended: Promise.race([pipes.ended, forsaken.promise]),
    kill: () => {
      pipes.kill();
      // Whoever waits for a word of it hears that there comes none.
      reader.cancel().catch(() => {});
      pipes.stdin.abort().catch(() => {});
      if (Deno.uid() !== 0) forsaken.resolve();
    },
  };
}
