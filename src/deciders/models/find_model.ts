// The first language model that is there, where nobody names one.

/** What there is to look at. */
export interface Surroundings {
  env(name: string): string | undefined;
  /** Whether a program of that name is on PATH. */
  onPath(program: string): boolean;
}

/** What is asked where only a key is there: the middle of each house's range. */
const USUAL = { anthropic: "claude-sonnet-5-5", openai: "gpt-6.1-sol" };

/**
 * Its name, as `--model` has it; null where none is there. ANTHROPIC_API_KEY comes first (with the model that ANTHROPIC_MODEL names, else
 * claude-sonnet-5-5), then OPENAI_API_KEY or OPENAI_BASE_URL (OPENAI_MODEL, else gpt-6.1-sol), then `claude` on PATH with the model that it is set
 * to. The URL becomes part of the name, so that a worker elsewhere asks the same model.
 */
export function findModel({ env, onPath }: Surroundings): string | null {
  if (isSet(env("ANTHROPIC_API_KEY"))) return `anthropic:${env("ANTHROPIC_MODEL") || USUAL.anthropic}`;
  const url = env("OPENAI_BASE_URL");
  if (isSet(env("OPENAI_API_KEY")) || isSet(url)) {
    return `openai:${env("OPENAI_MODEL") || USUAL.openai}${isSet(url) ? `@${url}` : ""}`;
  }
  return onPath("claude") ? "claude-cli" : null;
}

/** An empty variable is none: shells set them so. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}

/** The sentence for a goal in words on which only rules are to decide, where none does. */
export const NO_RULE =
  "No rule says what to do here, and with --model none nobody else is asked: see what each rule says " +
  "with `rules test RULE LOOP`, write one that covers it, or name a model with --model";

/** The sentence for a goal in words that no model can work out. */
export const NO_MODEL = "A goal in words needs a language model: set ANTHROPIC_API_KEY, or OPENAI_API_KEY or " +
  "OPENAI_BASE_URL, or install `claude`, or name one with --model (anthropic:NAME, openai:NAME@URL, command:PROGRAM); " +
  "or write a playbook and type `run -f site.yml`";
