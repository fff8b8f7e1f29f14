// A file of variables: one mapping.
import { InputError } from "../model/errors.ts";
import type { Dict } from "../model/value.ts";
import { type Document, valueOf } from "../templates/document.ts";

/** The variables; an empty file has none. Throws InputError where it holds something else. */
export function variablesIn(document: Document): Dict {
  const value = valueOf(document.root, document);
  if (value === null) return new Map();
  if (value instanceof Map) return value;
  throw new InputError(
    'A file of variables is a mapping: write "name: value", a line each',
    document.place(document.root),
  );
}
