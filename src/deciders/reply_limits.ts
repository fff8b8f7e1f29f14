// How much a reply may say.

/** Characters of a whole reply. */
export const MOST_TEXT = 400_000;
/** Levels of lists and objects in it. */
export const DEEPEST = 40;
/** Actions, as written: one may be for many hosts. */
export const MOST_ACTIONS = 50;
/** Actions on hosts that come of them. */
export const MOST_CALLS = 500;
export const MOST_LOOKS = 50;
export const MOST_QUESTIONS = 10;
export const MOST_STATE_OPS = 50;
/** Increments of a plan. */
export const MOST_STEPS = 12;
/** Characters of a name. */
export const NAME = 200;
/** Characters of a question, of a reason; a reason is cut. */
export const SENTENCES = 4_000;
/** Things that are wrong with a reply that are told. */
export const MOST_PROBLEMS = 20;
