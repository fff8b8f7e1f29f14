// The first language model that is there, where nobody names one.

/** What there is to look at. */
export interface Surroundings {
  env(name: string): string | undefined;
  /** Whether a program of that name is on PATH. */
  onPath(program: string): boolean;
}

/** Its name, as `--model` has it; null where none is there. */
export function findModel(_surroundings: Surroundings): string | null {
  return null;
}

/** The sentence for a goal in words that no model can work out. */
export const NO_MODEL = "A goal in words needs a language model: set ANTHROPIC_API_KEY, or OPENAI_API_KEY or " +
  "OPENAI_BASE_URL, or install `claude`, or name one with --model (anthropic:NAME, openai:NAME@URL, command:PROGRAM); " +
  "or write a playbook and type `run -f site.yml`";
