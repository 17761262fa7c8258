// The stream of events: opened again by itself, with a full reload of the state after every gap.

import { apply, emit, resync, state } from "./store.js";

const SHORTEST_MS = 500;
const LONGEST_MS = 4000;

let source = null;
let timer = null;
let delay = SHORTEST_MS;

function setOnline(online) {
  if (state.online === online) return;
  state.online = online;
  emit("online");
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(connect, delay);
  delay = Math.min(delay * 2, LONGEST_MS);
}

function lost() {
  source?.close();
  source = null;
  setOnline(false);
  later();
}

/** Load the state and follow the events from there; on failure try again by itself. */
export async function connect() {
  clearTimeout(timer);
  source?.close();
  try {
    await resync();
  } catch {
    lost();
    return;
  }
  source = new EventSource(`/sim/events?since=${state.seq}`);
  source.onopen = () => {
    delay = SHORTEST_MS;
    setOnline(true);
  };
  source.onerror = lost;
  source.onmessage = (message) => apply(JSON.parse(message.data)).catch(lost);
}

window.addEventListener("pagehide", () => source?.close());
