// A host's variables, each with where it comes from; secrets were never on record.
import type { FleetHost } from "../../../ports/archive.ts";
import { pathFromHere } from "../../../words/path_from_here.ts";
import { jsonLine, line } from "./cut.ts";
import { Folded, Panel } from "./panel.tsx";
import { Cell, Table } from "./table.tsx";

/** Variables that are told of, and so many at most without being asked for. */
const MOST = 300;
const FEW = 6;

/** `cwd`: from where files are named. */
export function HostVars({ id, vars, cwd }: { id: string; vars: FleetHost["vars"]; cwd: string }) {
  const all = Object.entries(vars);
  return (
    <Panel id={id} title="Variables" count={all.length}>
      <Folded id={`${id}-all`} summary="what the inventory says of it" open={all.length <= FEW}>
        <Table caption="Variables" columns={["Name", "Value", "From"].map((name) => ({ name }))}>
          {all.slice(0, MOST).map(([name, { value, from }]) => (
            <tr>
              <Cell of="Name" is="main">
                <code>{line(name, 120)}</code>
              </Cell>
              <Cell of="Value">
                <code>{jsonLine(value, 500)}</code>
              </Cell>
              <Cell of="From">{line(pathFromHere(String(from ?? ""), cwd), 200)}</Cell>
            </tr>
          ))}
        </Table>
        {all.length > MOST ? <p class="dim">and {all.length - MOST} more</p> : null}
      </Folded>
    </Panel>
  );
}
