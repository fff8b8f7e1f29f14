// A process that dies at one chosen call: before it or after it. What is dead stays dead.

import { DatabaseSync } from "node:sqlite";

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

/**
 * Until it is disposed, a life is counted in commits of every database that is opened: it dies right after commit number `life.at`, in
 * the middle of whatever journal call made it, and commits nothing more.
 */
export function dyingCommits(life: Life): Disposable {
  const { prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    if (!/^(commit|begin immediate)$/i.test(sql.trim())) return statement;
    for (const method of ["run", "all"] as const) {
      const real = statement[method].bind(statement) as (...values: unknown[]) => never;
      statement[method] = (...values: unknown[]) => {
        if (life.dead) throw new Died("dead already");
        const result = real(...values);
        if (/^commit$/i.test(sql.trim()) && life.calls.push("commit") - 1 === life.at) {
          life.dead = true;
          throw new Died("after a commit");
        }
        return result;
      };
    }
    return statement;
  };
  return { [Symbol.dispose]: () => void (DatabaseSync.prototype.prepare = prepare) };
}
