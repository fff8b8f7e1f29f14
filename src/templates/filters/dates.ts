// Filters on dates.
import { TemplateError } from "../../model/errors.ts";
import { asText } from "../coerce.ts";
import { numeric, truthy } from "../compare.ts";
import { civilOf, localCivil } from "../dates/civil.ts";
import { DateTime } from "../dates/datetime.ts";
import { strftime } from "../dates/strftime.ts";
import { strptime } from "../dates/strptime.ts";
import { clockOf } from "../controller.ts";
import { parseFloatText } from "../number_text.ts";
import { pyStr } from "../python_text.ts";
import { filter, type Filters } from "./definition.ts";

/** Date filters by name. */
export const DATES: Filters = {
  strftime: filter(["second=", "utc="], (value, [second = null, utc = false], caller) => {
    const format = asText(value, "strftime(): the format");
    const given = typeof second === "string" ? parseFloatText(second) : numeric(second);
    if (second !== null && (given === undefined || !Number.isFinite(Number(given)))) {
      throw new TemplateError(`Invalid value for epoch value (${pyStr(second)})`);
    }
    const ms = given === undefined
      ? clockOf(caller.controller("strftime()"), "strftime()")()
      : Math.floor(Number(given)) * 1000;
    if (Math.abs(ms) > 8.64e15) throw new TemplateError("strftime(): the time is out of range");
    return strftime(format, truthy(utc) ? { ...civilOf(ms), offset: 0, zone: "GMT" } : localCivil(ms));
  }),
  to_datetime: filter(
    ["format="],
    (value, [format = "%Y-%m-%d %H:%M:%S"]) =>
      new DateTime(strptime(asText(value, "to_datetime(): the value"), asText(format, "to_datetime(): the format"))),
  ),
};
