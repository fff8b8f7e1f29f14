// Which rooms touch the world, and with what.
import { factsOf, type Sources, type Violation } from "./facts.ts";
import { roomOf, TOUCHES } from "./rooms.ts";

/** Every use of a global that touches the world, outside the rooms it belongs to. */
export function checkTouches(sources: Sources): Violation[] {
  return [...sources].flatMap(([file, text]) => {
    const room = roomOf(file) ?? "no room";
    return factsOf(text).uses.flatMap(({ name, line }) => {
      const touch = TOUCHES.find(({ what }) => what.test(name));
      if (touch === undefined || touch.rooms.includes(room)) return [];
      const allowed = touch.rooms.length === 0 ? "no room may" : `only ${touch.rooms.join(", ")} may`;
      return [{ file, line, message: `uses ${name}: ${allowed}; ${touch.instead}` }];
    });
  });
}
