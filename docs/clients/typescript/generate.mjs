// Writes hub.ts from the contract and our own documents: types of every answer, and the documents themselves.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as documentsPlugin from "@graphql-codegen/typed-document-node";
import * as operationsPlugin from "@graphql-codegen/typescript-operations";
import { buildSchema, parse, printSchema } from "graphql";

const [contract = "../../../schema/schema.graphql", folder = "../operations"] = process.argv.slice(2);
const schema = buildSchema(readFileSync(contract, "utf8"));
const documents = readdirSync(folder).map((name) => ({ location: name, document: parse(readFileSync(`${folder}/${name}`, "utf8")) }));
const config = { scalars: { EuroCents: "number" }, useTypeImports: true, enumsAsTypes: true, documentMode: "string" };

const written = await codegen({
  filename: "hub.ts",
  schema: parse(printSchema(schema)),
  schemaAst: schema,
  documents,
  config,
  plugins: [{ operations: config }, { documents: config }],
  pluginMap: { operations: operationsPlugin, documents: documentsPlugin },
});
writeFileSync("hub.ts", written);
