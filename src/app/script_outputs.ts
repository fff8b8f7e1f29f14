// Inventories that are programs are run before anything is read; what they print is read like a file, so that a run keeps it.
import { hostsToAsk } from "../inventory/read_output.ts";
import { scriptOutput, scriptsIn } from "../inventory/scripts.ts";
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import { runProgram } from "../transports/run_program.ts";

/** Milliseconds that a program has to say what it knows. */
const LIMIT_MS = 60_000;
/** 64 MiB: more is no inventory. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Programs at once, where each host is asked for by itself. */
const AT_ONCE = 8;

/** What programs printed, by the name that `scriptOutput` gives it. */
export type Outputs = Map<string, string>;

/** Files with outputs of programs beside them. */
export function withOutputs(inner: Files, outputs: Outputs): Files {
  const encoder = new TextEncoder();
  return {
    ...inner,
    read: (path) => {
      const output = outputs.get(path);
      return output === undefined ? inner.read(path) : encoder.encode(output);
    },
    readText: (path) => outputs.get(path) ?? inner.readText(path),
    kind: (path) => outputs.has(path) ? "file" : inner.kind(path),
    ...(inner.mode === undefined ? {} : { mode: (path) => outputs.has(path) ? 0o600 : inner.mode?.(path) }),
  };
}

/**
 * Runs the programs among the sources, one after another, except those whose output `files` has already. What they print is put into `outputs`,
 * which `files` is to show. Throws InputError for one that fails, says no JSON or takes longer than a minute.
 */
export async function runScripts(
  sources: readonly string[],
  { files, outputs }: { files: Files; outputs: Outputs },
  signal: AbortSignal,
): Promise<void> {
  const ask = async (path: string, args: string[]): Promise<string> => {
    const name = scriptOutput(path, args);
    if (files.kind(name) !== "file") outputs.set(name, await outputOf(path, args, signal));
    return files.readText(name);
  };
  for (const path of scriptsIn(sources, files)) {
    const hosts = hostsToAsk(await ask(path, ["--list"]));
    const next = hosts.values();
    const line = async () => {
      for (const host of next) await ask(path, ["--host", host]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, line));
  }
}

async function outputOf(path: string, args: string[], signal: AbortSignal): Promise<string> {
  const typed = `${path} ${args.join(" ")}`;
  const how = { args, stdin: "", env: {}, limitMs: LIMIT_MS, stdoutBytes: MOST_BYTES };
  const ended = await runProgram(path, how, signal);
  if ("error" in ended && ended.forbidden) {
    throw new InputError(
      "This inventory is a program, and whoever reads it here may run none: submit it in a terminal, with `ftl2-enterprise submit`",
      { file: path },
    );
  }
  if ("error" in ended) {
    throw new InputError(
      `This inventory is executable, and it cannot be run: ${ended.error}. Its first line must name its interpreter ` +
        "(#!/usr/bin/env python3); if it is meant to be read as it is, take the permission away (chmod -x)",
      { file: path },
    );
  }
  const { rc, stdout, stderr, timedOut, cancelled } = ended;
  const said = stderr === "" ? "it said nothing on standard error" : stderr;
  if (cancelled) throw new InputError(`\`${typed}\` was ended: the run was stopped`, { file: path });
  if (timedOut) {
    throw new InputError(`\`${typed}\` has not ended within ${LIMIT_MS / 1000} s: ${said}`, { file: path });
  }
  if (rc !== 0) throw new InputError(`\`${typed}\` ended with ${rc}: ${said}`, { file: path });
  return stdout;
}
