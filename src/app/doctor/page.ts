// The address of the status page: free, or taken, and by whom.
import type { Finding } from "../../ports/checkup.ts";
import { wait } from "../../worker/wait.ts";
import { demand } from "./here.ts";
import { finding, type Look } from "./look.ts";

const HOST = "127.0.0.1";
/** Milliseconds that whoever listens there may take to say who it is. */
const PATIENCE_MS = 1000;
/** What it says then, in chunks or not. */
const OURS = /^HTTP\/1\.1 200 [^]*\r\n\r\n(3\r\n)?ok\n/;
/** Most letters of it that are looked at. */
const MOST = 8192;

/** Listens for a moment, and asks whoever is there whether it is a page of ours. */
export async function pageFinding({ type }: Pick<Look, "type">, port: number): Promise<Finding[]> {
  demand({ name: "net", host: `${HOST}:${port}` });
  const where = `${HOST}:${port}`;
  try {
    Deno.listen({ hostname: HOST, port }).close();
    return [finding("page", "ok", `${where} is free`)];
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) {
      return [
        finding("page", "warning", `${where} cannot be listened at: ${(error as Error).message}`, [
          type("serve --listen 9000"),
        ]),
      ];
    }
  }
  if (await isOurs(port)) return [finding("page", "ok", `it is open already: http://${where}/`)];
  return [finding("page", "warning", `${where} is taken by another program`, [type("serve --listen 127.0.0.1:0")])];
}

/** Headers and body may come apart. */
async function readToEnd({ readable }: Deno.Conn): Promise<string> {
  let said = "";
  for await (const part of readable.pipeThrough(new TextDecoderStream())) {
    said += part;
    if (said.length > MOST) break;
  }
  return said;
}

async function isOurs(port: number): Promise<boolean> {
  const answered = new AbortController();
  try {
    using connection = await Deno.connect({ hostname: HOST, port });
    const ask = `GET /livez HTTP/1.1\r\nHost: ${HOST}:${port}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(ask));
    const said = await Promise.race([readToEnd(connection), wait(PATIENCE_MS, answered.signal)]) ?? "";
    return OURS.test(said);
  } catch {
    return false;
  } finally {
    answered.abort();
  }
}
