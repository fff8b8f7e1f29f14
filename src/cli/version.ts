// Which version this is.
import manifest from "../../deno.json" with { type: "json" };

export const version = `ftl2-enterprise ${manifest.version}`;
