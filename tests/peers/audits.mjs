// The audits of GraphQL over HTTP that graphql-http publishes, run against one endpoint with one token.
//
// Reads {url, token} from standard input and writes one line of JSON: every audit with its id, name, status and reason.

import { serverAudits } from "graphql-http";
import { text } from "node:stream/consumers";

const { url, token } = JSON.parse(await text(process.stdin));

const fetchFn = (address, init = {}) =>
  fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });

const told = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason = null } = await audit.fn();
  told.push({ id, name, status, reason });
}
console.log(JSON.stringify(told));
