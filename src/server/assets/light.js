// The light of a page: live, stale since a time, or connecting; in words.
import { tell } from "./exchange.js";

/**
 * It is told to whoever does not see it where it is lost and found again, and not at each page.
 * @param {"live" | "stale" | "connecting"} state
 */
export function show(state) {
  const light = document.getElementById("light");
  if (light === null || light.dataset.state === state) return;
  const words = light.querySelector(".words");
  if (state === "stale") {
    words.textContent = `stale since ${new Date().toLocaleTimeString("en-GB")}`;
    light.title = "The server does not answer: what you see is as it was then. It is asked again and again.";
    tell("The server does not answer: this page is stale.");
  } else {
    words.textContent = state === "live" ? "live" : "connecting";
    light.title = state === "live" ? "This page changes as things happen." : "";
    if (isStale()) tell("This page is live again.");
  }
  light.dataset.state = state;
}

/** Whether it says so. */
export function isStale() {
  return document.getElementById("light")?.dataset.state === "stale";
}
