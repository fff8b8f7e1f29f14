// Tests of text against regular expressions.
import { asText } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { fullMatch, matchAtStart, pythonRegex } from "../python_regex.ts";
import { pyStr } from "../python_text.ts";
import { type Test, test, type Tests } from "./definition.ts";
import { TemplateError } from "../../model/errors.ts";

/** Pattern tests by name. */
export const MATCHING: Tests = {
  match: matching("match"),
  search: matching("search"),
  regex: matching(null),
};

function matching(fixed: "match" | "search" | null): Test {
  return test(["pattern=", "ignorecase=", "multiline=", "match_type="], (
    value,
    [pattern = "", ignoreCase = false, multiline = false, type = "search"],
  ) => {
    const regex = pythonRegex(asText(pattern, "The pattern"), {
      ignoreCase: truthy(ignoreCase),
      multiline: truthy(multiline),
    });
    const how = fixed ?? asText(type, "match_type");
    const text = pyStr(value);
    if (how === "search") return regex.test(text);
    if (how === "match") return matchAtStart(regex, text) !== null;
    if (how === "fullmatch") return fullMatch(regex, text) !== null;
    throw new TemplateError(`Unknown match_type '${how}': expected search, match or fullmatch`);
  });
}
