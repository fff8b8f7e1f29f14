// Accounts of tests that run beside this one: they come and go between one look and the next, and are nobody's answer.
import type { Json } from "../../src/model/json.ts";
import { isTestUser } from "../sshd/users.ts";

/** The same without keys, at any depth, that are names of such accounts. */
export function withoutBystanders(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutBystanders);
  if (value === null || typeof value !== "object") return value;
  const own = Object.entries(value).filter(([name]) => !isTestUser(name));
  return Object.fromEntries(own.map(([name, each]) => [name, withoutBystanders(each)]));
}
