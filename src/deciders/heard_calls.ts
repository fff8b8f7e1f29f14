// The module calls that stand in a reply, wherever and however right they are: what is secret in them must be known before the reply is written down.
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import { findObject } from "./find_object.ts";
import { KEYS } from "./reply.ts";

/** A call as a model wrote it. */
export interface HeardCall {
  module: string;
  params: JsonObject;
}

/** All of them; none where there is no object to be found. Never throws. */
export function heardCalls(text: string): HeardCall[] {
  const found = findObject(text, KEYS);
  return "object" in found ? callsIn(found.object) : [];
}

function callsIn(value: Json): HeardCall[] {
  if (typeof value !== "object" || value === null) return [];
  const within = Object.values(value).flatMap(callsIn);
  if (Array.isArray(value)) return within;
  const { module, params } = value;
  const isCall = typeof module === "string" && isObject(params);
  return isCall ? [{ module, params }, ...within] : within;
}
