// Kysely's way into node:sqlite: one connection, cached statements, transactions that take the write lock at once.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type LimitNode,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
  ValueNode,
} from "kysely";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** Statements kept prepared. 5.7 µs a query with them, 13.7 without; queries with lists of any length must not grow it for ever. */
const CACHED_STATEMENTS = 200;

class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return false;
  }

  /** Kysely's own says no, and would leave half of a failed change of the schema behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** SQLite plans by a limit's number: a statement to which it is bound is prepared anew each time, which takes longer than most queries do. */
class Compiler extends SqliteQueryCompiler {
  override visitLimit(node: LimitNode): void {
    const { limit } = node;
    if (ValueNode.is(limit) && Number.isSafeInteger(limit.value)) this.append(`limit ${limit.value}`);
    else super.visitLimit(node);
  }
}

/** Asking a statement for its columns costs as much as a small query. */
interface Prepared {
  statement: StatementSync;
  /** Whether it returns rows. */
  returns: boolean;
}

class Connection implements DatabaseConnection {
  readonly #db: DatabaseSync;
  readonly #explain: (error: unknown) => unknown;
  readonly #hooks: TransactionHooks;
  readonly #statements = new Map<string, Prepared>();

  constructor(db: DatabaseSync, explain: (error: unknown) => unknown, hooks: TransactionHooks) {
    this.#db = db;
    this.#explain = explain;
    this.#hooks = hooks;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return new Promise((resolve) => {
      // A statement that writes by itself is a transaction of its own.
      const writes = query.query !== undefined && !SelectQueryNode.is(query.query);
      if (writes && !this.#db.isTransaction) this.#hooks.begun?.();
      resolve(this.run(query));
    });
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("Rows are not streamed: node:sqlite answers at once");
  }

  run<R>(query: Pick<CompiledQuery, "sql" | "parameters"> & { query?: CompiledQuery["query"] }): QueryResult<R> {
    try {
      const { statement, returns } = this.#prepare(query.sql);
      const parameters = query.parameters as SQLInputValue[];
      if (returns) {
        const reads = query.query !== undefined && SelectQueryNode.is(query.query);
        return { rows: (reads ? allRows(statement, parameters) : statement.all(...parameters)) as R[] };
      }
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** SQLite itself rolls back after some errors (disk full, I/O): a second rollback would hide the first error behind its own. */
  rollback(): void {
    if (this.#db.isTransaction) this.run({ sql: "rollback", parameters: [] });
  }

  #prepare(sql: string): Prepared {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    if (this.#statements.size >= CACHED_STATEMENTS) this.#statements.clear();
    const statement = this.#db.prepare(sql);
    const prepared = { statement, returns: statement.columns().length > 0 };
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

/** Whole numbers above 2^53 (nothing of ours, but any program may have written the file) throw; they come back rounded instead. */
function allRows(statement: StatementSync, parameters: SQLInputValue[]): unknown[] {
  try {
    return statement.all(...parameters);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_OUT_OF_RANGE") throw error;
    statement.setReadBigInts(true);
    const rows = statement.all(...parameters);
    statement.setReadBigInts(false);
    const rounded = (value: unknown) => typeof value === "bigint" ? Number(value) : value;
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, rounded(value)])));
  }
}

class SqliteDriver implements Driver {
  readonly #db: DatabaseSync;
  readonly #connection: Connection;
  readonly #hooks: TransactionHooks;

  constructor(db: DatabaseSync, explain: (error: unknown) => unknown, hooks: TransactionHooks) {
    this.#db = db;
    this.#hooks = hooks;
    this.#connection = new Connection(db, explain, hooks);
  }

  async init(): Promise<void> {}

  /** Kysely itself lets one transaction finish before the next: the adapter says that there is one connection. */
  acquireConnection(): Promise<Connection> {
    return Promise.resolve(this.#connection);
  }

  async releaseConnection(): Promise<void> {}

  /** A deferred BEGIN that writes later fails at once beside another writer (errcode 517); `immediate` waits its turn. */
  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const reads = settings.accessMode === "read only";
    if (!reads) this.#hooks.beforeWrite?.();
    const sql = reads ? "begin" : "begin immediate";
    await (connection as Connection).executeQuery({ sql, parameters: [] } as unknown as CompiledQuery);
    try {
      this.#hooks.begun?.();
    } catch (error) {
      // Kysely ends only what it has seen begin.
      (connection as Connection).rollback();
      throw error;
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as Connection).executeQuery({ sql: "commit", parameters: [] } as unknown as CompiledQuery);
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return new Promise((resolve) => resolve((connection as Connection).rollback()));
  }

  destroy(): Promise<void> {
    return new Promise((resolve) => resolve(this.#db.close()));
  }
}

/** Both may refuse a transaction by throwing. */
export interface TransactionHooks {
  /** Before one that writes. */
  beforeWrite?: () => void;
  /** Within each, before its first statement. */
  begun?: () => void;
}

/** The dialect for an open database. `explain` turns what SQLite throws into what is thrown on. */
export function sqliteDialect(
  db: DatabaseSync,
  explain: (error: unknown) => unknown,
  hooks: TransactionHooks = {},
): Dialect {
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => new SqliteDriver(db, explain, hooks),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new Compiler(),
  };
}
