// JSON of the record where an object is meant: in rows of the original program, and of hosts, anything may stand there.
import { isObject, type Json, type JsonObject } from "../model/json.ts";

/** The object; empty where it is none. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** A member of what may be no object at all. */
export function memberOf(value: Json, name: string): Json {
  return objectOf(value)[name] ?? null;
}
