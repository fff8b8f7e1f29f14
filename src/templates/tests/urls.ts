// Tests of URLs.
import { TemplateError } from "../../model/errors.ts";
import { asText, items } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { splitUrl } from "../filters/urls.ts";
import type { Operand } from "../operand.ts";
import { test, type Tests } from "./definition.ts";

/** URL tests by name. */
export const URL_TESTS: Tests = {
  uri: test(["schemes="], (value, [schemes = null]) => scheme(value, schemes) !== undefined),
  url: test(["schemes="], (value, [schemes = null]) => {
    const parts = scheme(value, schemes);
    return parts !== undefined && (parts.get("netloc") !== "" || parts.get("scheme") === "file");
  }),
  urn: test([], (value) => scheme(value, ["urn"]) !== undefined),
};

function scheme(value: Operand, schemes: Operand): Map<Operand, Operand> | undefined {
  if (typeof value !== "string") return undefined;
  try {
    const parts = splitUrl(value);
    const own = asText(parts.get("scheme") ?? "", "The scheme");
    const known = !truthy(schemes) ||
      (typeof schemes === "string" ? schemes.includes(own) : items(schemes).includes(own));
    return known ? parts : undefined;
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}
