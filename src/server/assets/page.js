// What an open page does beside being read: it stays current, sends forms without a reload, lets times tick and listens to keys.
import { mindFields } from "./exchange.js";
import { keepCurrent } from "./live.js";
import { sendDeeds } from "./deeds.js";
import { followFilters } from "./filters.js";
import { listenToKeys } from "./keys.js";
import { minorConveniences } from "./conveniences.js";
import { tick } from "./moments.js";

document.documentElement.dataset.script = "on";
mindFields();
keepCurrent();
sendDeeds();
followFilters();
minorConveniences();
listenToKeys();
tick();
