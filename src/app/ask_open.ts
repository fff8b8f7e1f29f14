// Asks the open questions of a loop, of whoever is there; an answer that comes from elsewhere ends the asking.
import { InputError } from "../model/errors.ts";
import type { Store } from "../store/open_store.ts";
import { wait } from "../worker/wait.ts";
import type { Work } from "./work.ts";

/** Milliseconds after which it is noticed that somebody else has written. */
const NOTICE_MS = 100;

/** Asks one after another. False when one was left open. Where two answer at once, the first one counts. */
export async function askOpen(
  loop: number,
  { archive, queue }: Pick<Store, "archive" | "queue">,
  { ask, by }: { ask: NonNullable<Work["ask"]>; by: string },
): Promise<boolean> {
  const prompts = await archive.prompts({ loop, open: true });
  if (prompts.length === 0) return false;
  for (const prompt of prompts) {
    const answered = new AbortController();
    const over = new AbortController();
    const watching = watch(async () => {
      if (!queue.changed() || await isOpen(prompt.id)) return;
      answered.abort();
    }, AbortSignal.any([over.signal, answered.signal]));
    // Told below: unheard until then, a database that cannot be read would end the process in the middle of the question.
    watching.catch(() => {});
    try {
      const answer = await ask(prompt, answered.signal);
      if (answered.signal.aborted) continue;
      if (answer === undefined) return false;
      await queue.answer(prompt.id, answer.response, by, answer.comment);
    } catch (error) {
      if (!(error instanceof InputError) || await isOpen(prompt.id)) throw error;
    } finally {
      over.abort();
      await watching;
    }
  }
  return true;

  async function isOpen(id: number): Promise<boolean> {
    return (await archive.prompts({ loop, open: true })).some((prompt) => prompt.id === id);
  }
}

async function watch(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look();
    await wait(NOTICE_MS, signal);
  }
}
