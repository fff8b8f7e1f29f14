// What is wrong with a file, with its place.
import type { InputError } from "../model/errors.ts";
import { pathFromHere } from "./path_from_here.ts";

/** `rules/greet.yml:3:1: the sentence`: the place as people in `cwd` would type it. */
export function mistakeText({ message, place }: Pick<InputError, "message" | "place">, cwd: string): string {
  const parts = place === undefined ? [] : [pathFromHere(place.file, cwd), place.line, place.column];
  return `${parts.filter((part) => part !== undefined).join(":")}: ${message}`;
}
