// Every page by its path.
import { actionPage } from "./action_page.tsx";
import { callPage } from "./call_page.tsx";
import { comparePage } from "./compare_page.tsx";
import { driftPage } from "./drift_page.tsx";
import { hostPage } from "./host_page.tsx";
import { hostsPage } from "./hosts_page.tsx";
import { inboxPage } from "./inbox_page.tsx";
import { iterationPage } from "./iteration_page.tsx";
import { loopPage } from "./loop_page.tsx";
import { loopsPage } from "./loops_page.tsx";
import { promptPage } from "./prompt_page.tsx";
import { rulePage } from "./rule_page.tsx";
import { rulesPage } from "./rules_page.tsx";
import { submitPage } from "./submit_page.tsx";
import type { Page } from "./view.ts";
import { workersPage } from "./workers_page.tsx";

/** In this order: the first that fits is taken. */
export const PAGES: { [path: string]: Page } = {
  "/": loopsPage,
  "/loops/new": submitPage,
  "/loops/:loop": loopPage,
  "/loops/:loop/iterations/:n": iterationPage,
  "/loops/:loop/compare/:from/:to": comparePage,
  "/actions/:action": actionPage,
  "/calls/:call": callPage,
  "/inbox": inboxPage,
  "/inbox/:prompt": promptPage,
  "/hosts": hostsPage,
  "/hosts/:host": hostPage,
  "/drift": driftPage,
  "/rules": rulesPage,
  "/rules/:rule": rulePage,
  "/workers": workersPage,
};
