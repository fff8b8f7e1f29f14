// How much of everything a brief shows. Characters, as they are sent: what is made visible counts as it is written.

/** Of a whole brief: about 30,000 tokens. */
export const WHOLE = 120_000;

/** How closely things are told. The first step is used that keeps the brief within `WHOLE`. */
export interface Closeness {
  /** Of one text of a host: a look's, an action's. */
  text: number;
  /** Iterations that are told with their actions; those before them in one line each. */
  iterations: number;
  /** Looks that are told, and actions of one iteration; the rest is counted. */
  looks: number;
  actions: number;
}

export const STEPS: readonly Closeness[] = [
  { text: 4096, iterations: 10, looks: 2000, actions: 500 },
  { text: 2048, iterations: 8, looks: 2000, actions: 200 },
  { text: 1024, iterations: 6, looks: 1000, actions: 100 },
  { text: 512, iterations: 4, looks: 500, actions: 60 },
  { text: 256, iterations: 3, looks: 250, actions: 40 },
  { text: 128, iterations: 2, looks: 100, actions: 30 },
];

/** Of parts that do not grow with hosts' outputs; what is beyond is left out and said. A goal is never cut: a longer one is refused. */
export const PARTS = {
  goal: 32_000,
  hosts: 30_000,
  state: 8_000,
  rules: 8_000,
  past: 30_000,
  modules: 12_000,
  further: 8_000,
};

/** Lines of one text of a host. */
export const LINES = 200;

/** Of a name, a reason, a sentence that is told in one line. */
export const ONE_LINE = 600;

/** An unchanged look is told by its beginning. */
export const BEGINNING = 300;

/** Of a reply that is sent back with what is wrong with it. */
export const REPLY_BACK = 4096;
