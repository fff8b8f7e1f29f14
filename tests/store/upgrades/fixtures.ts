// Databases of every schema version, as a test may have them: copied to a folder of its own.
import { copyFileSync, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { RECORDED_IN } from "./recorded_in.ts";

/** Versions that programs have written; 0 is the Python program's. */
export const OLDER = [0, 2, 3, 4, 5] as const;
export const NEWEST = 6;

const DATA = new URL("../../data/", import.meta.url).pathname;

/** Copies the database of a version to `path`, and what its program's death left of the log. */
export function placeFixture(version: number, path: string): void {
  const name = version === 0 ? "legacy-loops.db" : `v${version}-loops.db`;
  copyFileSync(`${DATA}${name}`, path);
  if (existsSync(`${DATA}${name}-wal`)) copyFileSync(`${DATA}${name}-wal`, `${path}-wal`);
}

/** The same as if it had been recorded in `folder`, which gets the files of the record, too. */
export function placeRecord(version: number, path: string, folder: string): void {
  placeFixture(version, path);
  const db = new DatabaseSync(path);
  db.exec("BEGIN");
  for (const [table, columns] of textColumns(db)) {
    for (const column of columns) {
      db.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?) WHERE instr(${column}, ?)`)
        .run(RECORDED_IN, folder, RECORDED_IN);
    }
  }
  db.exec("COMMIT");
  db.close();
  placeFiles(folder);
}

/** The files of the record, with their folder's name in them. */
export function placeFiles(folder: string): void {
  Deno.mkdirSync(`${folder}/rules`);
  for (const name of [...names(`${DATA}record`), ...names(`${DATA}record/rules`).map((each) => `rules/${each}`)]) {
    const text = Deno.readTextFileSync(`${DATA}record/${name}`).replaceAll("DIR", folder);
    Deno.writeTextFileSync(`${folder}/${name}`, text, { mode: name.endsWith(".sh") ? 0o755 : 0o644 });
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) => name);
}

function textColumns(db: DatabaseSync): [table: string, columns: string[]][] {
  return tablesOf(db).map((table) => [
    table,
    db.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE type = 'TEXT'`).all().map(({ name }) =>
      String(name)
    ),
  ]);
}

export function tablesOf(db: DatabaseSync): string[] {
  return db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all().map(({ name }) => String(name));
}

/** Every row of every table of `older`, read from `path` by the columns that `older` has. */
export function rowsAsIn(older: string, path: string): Record<string, unknown[]> {
  const [then, now] = [older, path].map((each) => new DatabaseSync(each, { readOnly: true }));
  try {
    return Object.fromEntries(
      tablesOf(then!).map((table) => {
        const columns = then!.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => name);
        return [table, now!.prepare(`SELECT ${columns.join(", ")} FROM ${table} ORDER BY 1, 2`).all()];
      }),
    );
  } finally {
    then!.close();
    now!.close();
  }
}

/** Everything that makes up the schema, without the white space in which the Python program wrote its own. */
export function schemaOf(path: string): string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").all()
      .map(({ type, name, sql }) => `${type} ${name}: ${String(sql).replaceAll(/\s+/g, " ")}`);
  } finally {
    db.close();
  }
}
