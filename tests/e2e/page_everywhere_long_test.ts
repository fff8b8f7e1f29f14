// Every page of a full record as the gate does not look at it: on a phone by day, on a desk by night, on a wide screen, with large letters.
import { addresses } from "./page/addresses.ts";
import { fullRecord } from "./page/record.ts";
import { Stumbles } from "./page/seen.ts";
import { pageTest } from "./page/stage.ts";

pageTest(
  "serve: every page is for everybody, on a phone by day, on a desk by night, at any width",
  async ({ ground, open }) => {
    const page = await open("/");
    const stumbles = new Stumbles();
    for (const path of addresses(ground)) {
      await page.goto(path);
      await stumbles.look(page, [
        { width: 320, colorScheme: "light" },
        { width: 360, colorScheme: "light" },
        { width: 768, colorScheme: "dark" },
        { width: 1280, colorScheme: "dark" },
        { width: 1920, colorScheme: "light" },
      ]);
    }
    stumbles.none();
  },
  { before: fullRecord },
);
