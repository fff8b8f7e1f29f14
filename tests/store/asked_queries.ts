// What is asked of SQLite, and how it means to answer.
import { Kysely } from "kysely";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { Survey } from "../../src/ports/survey.ts";
import { learnToFold } from "../../src/store/says.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import { sqliteSurvey } from "../../src/store/sqlite_survey.ts";
import type { Tables } from "../../src/store/tables.ts";
import { StillClock } from "./scratch.ts";

/** A survey that writes down the plans of its queries. */
export class Watched {
  readonly #file: DatabaseSync;
  readonly #asked: { sql: string; parameters: readonly unknown[] }[] = [];
  readonly survey: Survey;

  constructor(path: string) {
    this.#file = new DatabaseSync(path);
    learnToFold(this.#file);
    const db = new Kysely<Tables>({
      dialect: sqliteDialect(this.#file, (error) => error),
      log: ({ query }) => void this.#asked.push(query),
    });
    this.survey = sqliteSurvey(db, { clock: new StillClock(), sizes: () => Promise.resolve({ file: 0, wal: 0 }) });
  }

  /** The plan of each query that a call asks, a line each step. */
  async plans(call: () => Promise<unknown>): Promise<string[][]> {
    this.#asked.length = 0;
    await call();
    return this.#asked.map(({ sql, parameters }) =>
      this.#file.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters as SQLInputValue[])
        .map(({ detail }) => String(detail))
    );
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
