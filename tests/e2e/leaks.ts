// A secret that is looked for wherever it may have got to: in every form, in every column, compressed or not.
import { DatabaseSync } from "node:sqlite";
import { unpack } from "../../src/store/packing.ts";
import { FORMS } from "../secrets/forms.ts";

const decoder = new TextDecoder("latin1");
const encoder = new TextEncoder();

/** Differs in each process: suites that run side by side watch each other's command lines, and one of them types its values there on purpose. */
const OWN = Deno.pid.toString(36).padStart(4, "0");

/** A value whose ends are found by themselves, too, with what encoders change in it. */
export function canaryValue(name: string): string {
  return `${OWN}${name}Zk"&<p'/$ ü+=Zk${name}${OWN}`;
}

/** All that a value may look like, and pieces of it that a cut may leave. */
export class Needles {
  readonly #needles: string[];

  constructor(...values: string[]) {
    const forms = values.flatMap((value) => Object.values(FORMS).map((write) => write(value)));
    const cores = values.flatMap((value) => [0, 1, 2].map((before) => core(value, before)));
    const pieces = values.flatMap((value) => [value.slice(0, 8), value.slice(-8)]);
    // Bytes are compared, each as a character.
    this.#needles = [...forms, ...cores, ...pieces].flatMap((each) => [each, decoder.decode(encoder.encode(each))]);
  }

  /** What of it is in a text. */
  in(text: string): string | undefined {
    return this.#needles.find((needle) => text.includes(needle));
  }

  /** Where it is in a database: in the bytes of its files, and in each column of each table. */
  inDatabase(db: string): string[] {
    const found: string[] = [];
    for (const path of [db, `${db}-wal`, `${db}-shm`]) {
      try {
        if (this.in(decoder.decode(Deno.readFileSync(path))) !== undefined) found.push(path);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    const open = new DatabaseSync(db, { readOnly: true });
    try {
      const tables = open.prepare("select name from sqlite_master where type = 'table'").all();
      for (const { name } of tables) found.push(...this.#inTable(open, String(name)));
    } finally {
      open.close();
    }
    return found;
  }

  /** Files below a folder that have it in them, but for these. */
  inFiles(folder: string, meant: readonly string[] = []): string[] {
    const found: string[] = [];
    for (const { name, isDirectory, isFile } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      if (meant.includes(path)) continue;
      if (isDirectory) found.push(...this.inFiles(path, meant));
      else if (isFile && this.in(decoder.decode(Deno.readFileSync(path))) !== undefined) found.push(path);
    }
    return found;
  }

  #inTable(open: DatabaseSync, table: string): string[] {
    const found: string[] = [];
    for (const row of open.prepare(`select * from "${table}"`).all()) {
      for (const [column, value] of Object.entries(row)) {
        const needle = this.in(textOf(column, value, row));
        if (needle !== undefined) found.push(`${table}.${column}: ${needle}`);
      }
    }
    return found;
  }
}

function textOf(column: string, value: unknown, row: Record<string, unknown>): string {
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array)) return "";
  if (column !== "content") return decoder.decode(value);
  return decoder.decode(unpack({ encoding: row["encoding"] === "gzip" ? "gzip" : "plain", content: value }));
}

/** The characters of base64 that are a value's alone. */
function core(value: string, before: number): string {
  const bytes = encoder.encode("x".repeat(before) + value);
  const whole = btoa(String.fromCharCode(...bytes));
  return whole.slice(Math.ceil(8 * before / 6), Math.floor(8 * bytes.length / 6));
}

/** Command lines of all processes, all the time, until it is disposed; environments where `inEnvironment` says so. */
export class Watch implements AsyncDisposable {
  readonly found: Set<string> = new Set<string>();
  readonly #lines: Needles;
  readonly #environments: Needles | undefined;
  readonly #watching: Promise<void>;
  looks = 0;
  #over = false;

  constructor(lines: Needles, environments?: Needles) {
    this.#lines = lines;
    this.#environments = environments;
    this.#watching = this.#watch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#over) {
      for await (const { name } of Deno.readDir("/proc")) {
        if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
        await this.#look(name, "cmdline", this.#lines);
        if (this.#environments !== undefined) await this.#look(name, "environ", this.#environments);
      }
      this.looks++;
    }
  }

  async #look(pid: string, file: string, needles: Needles): Promise<void> {
    const text = await Deno.readFile(`/proc/${pid}/${file}`).then((bytes) => decoder.decode(bytes), () => "");
    if (text !== "" && needles.in(text) !== undefined) this.found.add(`${file} of ${pid}: ${text.split("\0")[0]}`);
  }
}
