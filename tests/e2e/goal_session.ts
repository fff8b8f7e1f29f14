// A whole session of a goal in words: the web service's hosts, a model behind a server that speaks OpenAI's protocol, a policy, and whoever answers.
import { type ModelServer, modelServer } from "../fakes/model_server.ts";
import type { Answer, Asked } from "../fakes/model_script.ts";
import type { FleetGround } from "./fleet_ground.ts";
import { operator } from "./operator_model.ts";
import type { Ended } from "./program.ts";
import { WebService } from "./web_service.ts";

export const GOAL = "the web service runs on web1 and web2";

const POLICY = `rules:
  - decision: deny
    match: {module: shell, param.cmd: "pkill*"}
    reason: processes of others run there
`;

/** Everything goes with it. */
export class GoalSession implements AsyncDisposable {
  readonly ground: FleetGround;

  private constructor(readonly web: WebService, readonly server: ModelServer) {
    this.ground = web.ground;
    this.ground.write("policy.yml", POLICY);
  }

  /** `onAsked` is called with each question before it is answered. */
  static async make(onAsked: (asked: Asked) => void | Promise<void> = () => {}): Promise<GoalSession> {
    const web = await WebService.make();
    const server = modelServer(async (asked) => {
      await onAsked(asked);
      return JSON.parse(JSON.stringify(operator(asked)).replaceAll("DIR", web.ground.folder)) as Answer;
    });
    return new GoalSession(web, server);
  }

  /** The words for `run` and `submit` of the goal. */
  get words(): string[] {
    const model = `openai:scripted@${this.server.url}`;
    return [GOAL, "-i", "inventory.yml", "--policy", "policy.yml", "--model", model];
  }

  /** Questions that have come to the server. */
  get calls(): number {
    return this.server.asked.length;
  }

  async run(name: string, ...flags: string[]): Promise<Ended> {
    return await this.ground.run("run", ...this.words, "--name", name, ...flags);
  }

  /** The names of all rules there are. */
  get rules(): string[] {
    try {
      const files = [...Deno.readDirSync(`${this.ground.folder}/rules`)].map(({ name }) => name);
      return files.flatMap((name) => name.endsWith(".yml") ? name.slice(0, -".yml".length) : []).toSorted();
    } catch {
      return [];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.web[Symbol.asyncDispose]();
  }
}
