// A first query in TypeScript: types and documents are written by graphql-codegen, nothing else is needed.

import type { DocumentTypeDecoration } from "@graphql-typed-document-node/core";
import { GiveConsentDocument, OverviewDocument, PreviewDocument } from "./hub.ts";

const { HUB_URL, HUB_TOKEN } = process.env;

async function ask<Answer, Variables>(document: DocumentTypeDecoration<Answer, Variables>, variables: Variables): Promise<Answer> {
  const answer = await fetch(`${HUB_URL}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${HUB_TOKEN}` },
    body: JSON.stringify({ query: String(document), variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data;
}

const agencies = ["belastingdienst", "toeslagen", "cjib", "duo", "cak"];
await ask(GiveConsentDocument, { key: crypto.randomUUID(), agencies });
const { overview } = await ask(OverviewDocument, {});
if (overview.__typename !== "Overview") throw new Error(`${overview.code}: ${overview.message}`);
const { preview } = await ask(PreviewDocument, { scheme: "rijk-2025" });
const months = preview.__typename === "Proposal" ? preview.months : null;
console.log(JSON.stringify({ complete: overview.complete, open: overview.knownOpen, outcome: preview.__typename, months }));
