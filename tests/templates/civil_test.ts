// The calendar where the controller stands.
import assert from "node:assert/strict";
import { localCivil } from "../../src/templates/dates/civil.ts";

const ZONES: [zone: string, winter: string, summer: string][] = [
  ["Europe/Berlin", "CET", "CEST"],
  ["Europe/London", "GMT", "BST"],
  ["America/New_York", "EST", "EDT"],
  ["Asia/Kolkata", "IST", "IST"],
  ["Asia/Tokyo", "JST", "JST"],
  ["Australia/Sydney", "AEDT", "AEST"],
  ["Europe/Moscow", "MSK", "MSK"],
  ["Asia/Shanghai", "CST", "CST"],
  ["America/Sao_Paulo", "-03", "-03"],
  ["Asia/Kathmandu", "+0545", "+0545"],
  ["UTC", "UTC", "UTC"],
];

Deno.test("localCivil() calls a time zone as Python does", () => {
  const before = Deno.env.get("TZ");
  try {
    for (const [zone, winter, summer] of ZONES) {
      Deno.env.set("TZ", zone);
      const [january, july] = ["2020-01-05", "2020-07-05"].map((day) =>
        localCivil(Date.parse(`${day}T12:00:00Z`)).zone
      );
      assert.deepEqual([january, july], [winter, summer], zone);
    }
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
});
