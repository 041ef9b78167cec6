// Joins GraphiQL to this hub: who asks is chosen above, and a token of the demo's issuer goes along. Nothing is kept in
// the browser: what somebody typed or was told is gone with the page.

"use strict";

const memory = new Map([["graphiql:theme", "light"]]);
const storage = {
  get length() {
    return memory.size;
  },
  getItem: (name) => memory.get(name) ?? null,
  setItem: (name, value) => void memory.set(name, String(value)),
  removeItem: (name) => void memory.delete(name),
  clear: () => memory.clear(),
};

const who = document.getElementById("who");
const says = document.getElementById("says");
let token = null;

async function asking() {
  token = null;
  const [as, persona] = who.value.split("/");
  const answer = await fetch("/demo/issuer/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(persona ? { as, persona } : { as }),
  });
  if (!answer.ok) throw new Error((await answer.json()).error_description);
  token = (await answer.json()).access_token;
}

async function fetcher(question) {
  if (token === null) await asking();
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(question),
  });
  if (answer.status === 401) token = null; // after an hour; the next question gets another
  return answer.json();
}

function group(label, choices) {
  const made = document.createElement("optgroup");
  made.label = label;
  for (const [value, text] of choices) made.append(new Option(text, value));
  return made;
}

async function start() {
  const told = await (await fetch("/explorer/start.json")).json();
  who.append(
    group("People", told.people.map((name) => [`citizen/${name}`, name])),
    group("Others", told.roles.map((role) => [role, role])),
  );
  who.addEventListener("change", () => {
    token = null;
    says.textContent = `From now on ${who.selectedOptions[0].text} asks.`;
  });
  const place = document.getElementById("explorer");
  place.replaceChildren();
  ReactDOM.createRoot(place).render(
    React.createElement(GraphiQL, {
      fetcher,
      storage,
      schema: told.contract,
      defaultTabs: told.tabs,
      isHeadersEditorEnabled: false,
      defaultEditorToolsVisibility: "variables",
    }),
  );
}

start().catch(() => void (says.textContent = "The explorer could not start: is the hub still running?"));
