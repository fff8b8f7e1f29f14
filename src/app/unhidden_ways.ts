// Ways that are on record with something hidden in them: an address or a user that ansible-vault encrypted. They are worked out anew.
import type { Way } from "../model/way.ts";
import type { PlaybookEntrances } from "../playbook/entrances.ts";
import { MARKER } from "../secrets/redactor.ts";

/** The entrances; of a way that is on record what is hidden is taken from what inventory and flags say now. */
export function unhidden(entrances: PlaybookEntrances): PlaybookEntrances {
  return {
    ...entrances,
    again: (way) => entrances.again(JSON.stringify(way).includes(MARKER) ? worked(way, entrances) : way),
  };
}

function worked({ become, ...way }: Way, entrances: PlaybookEntrances): Way {
  const now = entrances.to(way.host).way;
  const shown = Object.entries(way).filter(([, value]) => !JSON.stringify(value).includes(MARKER));
  const again: Way = { ...now, ...Object.fromEntries(shown) };
  if (become === undefined) {
    const { become: _none, ...plain } = again;
    return plain;
  }
  return { ...again, become: JSON.stringify(become).includes(MARKER) ? now.become ?? become : become };
}
