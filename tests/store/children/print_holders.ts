// Prints which other processes have a file open, as JSON.
import { whoHasOpen, whoHolds } from "../../../src/store/who_holds.ts";
import { print } from "./print.ts";

const [path = ""] = Deno.args;
print({ open: whoHasOpen(path), holders: whoHolds(path).map(({ told }) => told) });
