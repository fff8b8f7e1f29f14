// A Python program beside the tests that answers calls, a line of JSON each.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { noOracle } from "./oracle/suites.ts";

/** What the program of that name makes of the calls, in order; undefined where Ansible is not there, which is said. */
export async function askPython(name: string, calls: readonly unknown[]): Promise<JsonObject[] | undefined> {
  const why = await noOracle();
  if (why !== undefined) return void await Deno.stdout.write(new TextEncoder().encode(`skipped: ${why}\n`));
  const driver = new URL(name, import.meta.url).pathname;
  const process = new Deno.Command("/usr/bin/python3", { args: [driver], stdin: "piped", stdout: "piped" }).spawn();
  const writer = process.stdin.getWriter();
  const asked = new TextEncoder().encode(calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
  const fed = writer.write(asked).then(() => writer.close());
  const answers = new TextDecoder().decode((await process.output()).stdout).trim().split("\n");
  await fed;
  assert.equal(answers.length, calls.length);
  return answers.map((answer) => JSON.parse(answer));
}
