// The sandbox's own HTTP interface; every failure is an ApiError with a sentence for people.

import { t } from "./i18n.js";

/** A request that the server refused or that did not reach it (status 0). */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(t("error.unreachable"), 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(answer.error ?? t("error.status", { status: response.status }), response.status);
  return answer;
}

const get = (path) => request("GET", path);
const post = (path, body) => request("POST", path, body);

export const api = {
  state: () => get("/sim/state"),
  messages: (chat, limit, reader) => get(`/sim/chats/${chat}/messages?limit=${limit}${reader ? `&person_id=${reader}` : ""}`),
  addPerson: (fields) => post("/sim/people", fields),
  changePerson: (id, fields) => post(`/sim/people/${id}`, fields),
  send: (fields) => post("/sim/send", fields),
  upload: (form) => post("/sim/upload", form),
  location: (fields) => post("/sim/location", fields),
  edit: (fields) => post("/sim/edit", fields),
  press: (fields) => post("/sim/press", fields),
  query: (id) => get(`/sim/queries/${encodeURIComponent(id)}`),
  start: (person, payload) => post("/sim/start", { person_id: person, payload }),
  block: (person, blocked) => post("/sim/block", { person_id: person, blocked }),
  addGroup: (fields) => post("/sim/groups", fields),
  groupBot: (chat, person, present) => post(`/sim/groups/${chat}/bot`, { person_id: person, present }),
  menu: (person, chat) => get(`/sim/menu?person_id=${person}&chat_id=${chat}`),
  clock: () => get("/sim/clock"),
  advance: (seconds) => post("/sim/clock", { advance_s: seconds }),
  faults: () => get("/sim/faults"),
  addFault: (fault) => post("/sim/faults", fault),
  clearFaults: () => request("DELETE", "/sim/faults"),
  log: (since) => get(`/sim/log?since=${since}`),
};
