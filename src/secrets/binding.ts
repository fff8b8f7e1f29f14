// One `-s MODULE.PARAM=SOURCE`, taken apart.
import { InputError } from "../model/errors.ts";

/** Where a value comes from. */
export type Source =
  | { kind: "env"; name: string }
  | { kind: "file"; path: string }
  | { kind: "command"; line: string };

/** What a value is bound to, and where it comes from. */
export interface Binding {
  /** As it was typed. */
  text: string;
  /** A module's name, or a glob. */
  module: string;
  /** A parameter's name, or a glob; of `environment` a variable's name. */
  param: string;
  /** It goes into the environment of what the module runs. */
  environment: boolean;
  source: Source;
}

const FORMS = "MODULE.PARAM=NAME, =env:NAME, =file:PATH or =command:PROGRAM ARGS";
const EXAMPLE = "-s uri.url_password=DB_PASSWORD";
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Takes it apart. Throws InputError, which says what to write instead. */
export function parseBinding(text: string): Binding {
  const at = text.indexOf("=");
  // Without a place to bind it to it may be the value itself: none of it is repeated.
  if (at < 0) throw new InputError(`A secret is bound as ${FORMS}: this one has no "=" in it; write ${EXAMPLE}`);
  const [place, from] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const dot = place.lastIndexOf(".");
  const [module, param] = [place.slice(0, dot), place.slice(dot + 1)];
  if (dot < 1 || param === "") {
    throw new InputError(
      `--secret ${place}=…: before the "=" stands MODULE.PARAM, the parameter that takes the value; write ${EXAMPLE}`,
    );
  }
  const source = parseSource(from, place);
  const inside = /^(.+)\.environment$/.exec(module);
  if (inside === null) return { text, module, param, environment: false, source };
  if (!NAME.test(param)) {
    throw new InputError(
      `--secret ${place}=…: ${param} cannot be the name of an environment variable: letters, digits and "_", no digit first`,
    );
  }
  return { text, module: inside[1]!, param, environment: true, source };
}

/** A binding in words, without what may be a value. */
export function shown({ text }: Binding): string {
  return `--secret ${text}`;
}

function parseSource(from: string, place: string): Source {
  const [, kind, rest = ""] = /^(env|file|command):([\s\S]*)$/.exec(from) ?? [];
  const name = kind === undefined ? from : rest.trim();
  if (name === "") throw new InputError(`--secret ${place}=: behind the "=" stands where the value is: ${FORMS}`);
  if (kind === "file") return { kind, path: name };
  if (kind === "command") return { kind, line: name };
  if (NAME.test(name)) return { kind: "env", name };
  // Who writes the value itself here has it in the shell's history already, but not in ours.
  throw new InputError(
    `--secret ${place}=…: what stands behind the "=" is neither the name of an environment variable nor file:PATH nor ` +
      `command:PROGRAM; if it is the value itself, put it into a variable and name that: ${EXAMPLE}`,
  );
}
