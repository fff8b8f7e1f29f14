// A reader of server-sent events over a real connection, which reads when it is told to.
import type { Door } from "./open_door.ts";
import { write } from "./open_door.ts";

/** An event as a browser would hand it to a script. */
export interface Heard {
  /** `message` where it has no name. */
  name: string;
  id: string | undefined;
  data: { [key: string]: unknown };
}

export class EventReader implements Disposable {
  readonly connection: Deno.TcpConn;
  readonly #decoder = new TextDecoder();
  #text = "";
  #raw = "";
  #isOver = false;
  /** The status line and headers. */
  head = "";

  private constructor(connection: Deno.TcpConn) {
    this.connection = connection;
  }

  static async open(door: Door, query = "", headers: { [name: string]: string } = {}): Promise<EventReader> {
    const reader = new EventReader(await door.connect());
    // A connection that ends with its stream, and not when it was idle for long.
    const lines = Object.entries({ host: door.host, connection: "close", ...headers }).map(([name, value]) =>
      `${name}: ${value}\r\n`
    );
    await write(reader.connection, `GET /api/v1/events${query} HTTP/1.1\r\n${lines.join("")}\r\n`);
    return reader;
  }

  /** The next event; undefined at the end. */
  async next(): Promise<Heard | undefined> {
    while (true) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const event = read(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
        if (event !== undefined) return event;
      } else if (!await this.#more()) {
        return undefined;
      }
    }
  }

  /** The next so many messages of the feed; those with a name are left out. */
  async messages(many: number): Promise<Heard[]> {
    const found: Heard[] = [];
    while (found.length < many) {
      const event = await this.next();
      if (event === undefined) break;
      if (event.name === "message") found.push(event);
    }
    return found;
  }

  /** The next event of this name. */
  async named(name: string): Promise<Heard | undefined> {
    let event = await this.next();
    while (event !== undefined && event.name !== name) event = await this.next();
    return event;
  }

  async #more(): Promise<boolean> {
    if (this.#isOver) return false;
    const buffer = new Uint8Array(65536);
    const read = await this.connection.read(buffer).catch(() => null);
    if (read === null) {
      this.#isOver = true;
      return false;
    }
    this.#raw += this.#decoder.decode(buffer.subarray(0, read), { stream: true });
    if (this.head === "") {
      const end = this.#raw.indexOf("\r\n\r\n");
      if (end < 0) return true;
      this.head = this.#raw.slice(0, end);
      this.#raw = this.#raw.slice(end + 2);
    }
    // Lengths of chunks stand in lines of their own, which no event has; one that has come in part waits for its rest.
    const [part = ""] = /\r(\n([0-9a-f]*(\r\n?)?)?)?$/i.exec(this.#raw) ?? [];
    const whole = this.#raw.slice(0, this.#raw.length - part.length);
    this.#raw = part;
    this.#text += whole.replace(/\r\n[0-9a-f]+\r\n/gi, "").replaceAll("\r\n", "");
    return true;
  }

  [Symbol.dispose](): void {
    this.connection.close();
  }
}

function read(block: string): Heard | undefined {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  const data = fields.get("data");
  if (data === undefined) return undefined;
  return { name: fields.get("event") ?? "message", id: fields.get("id"), data: JSON.parse(data) };
}
