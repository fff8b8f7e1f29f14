// A process that dies at one chosen call: before it or after it. What is dead stays dead.

/** Thrown where the process would be gone. */
export class Died extends Error {
  override name = "Died";
}

/** One life, counted in calls. */
export class Life {
  calls: string[] = [];
  dead = false;

  /** Dies `when` the call number `at` (from 0) comes; never for -1. */
  constructor(readonly at: number, readonly when: "before" | "after") {}
}

/** The same object, whose every method call may be the last. */
export function mortal<T extends object>(target: T, life: Life): T {
  return new Proxy(target, {
    get(_, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      return async (...given: unknown[]) => {
        if (life.dead) throw new Died("dead already");
        const mine = life.calls.push(String(property)) - 1 === life.at;
        if (mine && life.when === "before") {
          life.dead = true;
          throw new Died(`before ${String(property)}`);
        }
        const result = await value.apply(target, given);
        if (mine) {
          life.dead = true;
          throw new Died(`after ${String(property)}`);
        }
        return result;
      };
    },
  });
}
