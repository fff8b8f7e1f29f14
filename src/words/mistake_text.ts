// What is wrong with a file, with its place.
import type { InputError, Place } from "../model/errors.ts";
import { pathFromHere } from "./path_from_here.ts";

/** `rules/greet.yml:3:1: the sentence`: the place as people in `cwd` would type it. */
export function mistakeText({ message, place }: Pick<InputError, "message" | "place">, cwd: string): string {
  if (place === undefined) return message;
  return `${placeText({ ...place, file: pathFromHere(place.file, cwd) })}: ${message}`;
}

/** `site.yml:3:1`, as much of it as is known. */
export function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}
