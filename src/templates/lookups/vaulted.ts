// The lookup that a value which ansible-vault encrypted stands for. Nobody writes it: `vaultedValue` does.
import type { Place } from "../../model/errors.ts";
import { asInt, asText } from "../coerce.ts";
import { reading } from "../controller.ts";
import { closedVault } from "../vaulted_text.ts";
import { OPENS, spoken } from "../vaulted_value.ts";
import { lookup, type Lookups } from "./definition.ts";

/** By its name. */
export const VAULTED: Lookups = {
  [OPENS]: lookup([], (terms, _option, world) => {
    const [text = "", file = "", line = 0, column = 0] = terms;
    const place: Place = {
      file: spoken(asText(file, OPENS)),
      ...line === 0 ? {} : { line: asInt(line, OPENS), column: asInt(column, OPENS) },
    };
    const { vaults } = world.controller().files;
    return [reading(() => {
      if (vaults === undefined) throw closedVault(place);
      return new TextDecoder().decode(vaults.open(spoken(asText(text, OPENS)), place));
    })];
  }),
};
