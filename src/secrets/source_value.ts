// The value that a binding's source gives now.
import { InputError } from "../model/errors.ts";
import { type Binding, shown } from "./binding.ts";
import type { Sources } from "./sources.ts";

/** Characters of a value: each text that is kept or shown is searched for all of it. */
const MOST = 64 * 1024;

/** The value. Throws InputError, which names the binding and never a value. */
export async function valueOf(binding: Binding, sources: Sources): Promise<string> {
  const { source } = binding;
  switch (source.kind) {
    case "env": {
      const value = sources.env(source.name);
      if (value === undefined) {
        throw new InputError(
          `${shown(binding)}: the environment variable ${source.name} is not set where the loop is worked on; ` +
            `set it there, or write file:PATH`,
        );
      }
      return filled(value, binding, `the environment variable ${source.name}`);
    }
    case "file":
      return filled(withoutLineEnd(read(binding, source.path, sources)), binding, source.path);
    case "command":
      return filled(
        withoutLineEnd(await said(binding, source.line, sources)),
        binding,
        `what \`${source.line}\` prints`,
      );
  }
}

function read(binding: Binding, path: string, sources: Sources): string {
  try {
    return sources.readText(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${shown(binding)}: ${error.message}`, undefined, { cause: error });
  }
}

async function said(binding: Binding, line: string, sources: Sources): Promise<string> {
  try {
    return await sources.run(line);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${shown(binding)}: ${error.message}`, undefined, { cause: error });
  }
}

function filled(value: string, binding: Binding, what: string): string {
  if (value.length > MOST) {
    throw new InputError(
      `${shown(binding)}: ${what} is longer than ${
        MOST / 1024
      } KiB: that is a file; let the module \`copy\` bring it with src`,
    );
  }
  if (value.trim() === "") {
    throw new InputError(`${shown(binding)}: ${what} is empty: put the value there, or leave the binding out`);
  }
  if (value.includes("\0")) {
    throw new InputError(`${shown(binding)}: ${what} has a NUL byte in it, which no text can have`);
  }
  return value;
}

/** A file or an output ends with one line end that is not the value's. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}
