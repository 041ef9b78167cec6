// Hive Gateway's sources, as its documentation has it: one OpenAPI document an agency, composed into one schema.
// The documents name only what is asked for, and answers come plain: the gateway reads no signed ones.
import { defineConfig } from "@graphql-mesh/compose-cli";
import { loadOpenAPISubgraph } from "@omnigraph/openapi";

const { port, agencies, folder } = JSON.parse(process.env.BENCH_UPSTREAM);

export const composeConfig = defineConfig({
  subgraphs: agencies.map((code) => ({
    sourceHandler: loadOpenAPISubgraph(code, {
      source: `${folder}/${code}.openapi.json`,
      endpoint: `http://127.0.0.1:${port}/plain/${code}`,
      operationHeaders: { authorization: "Bearer bench" },
      selectQueryOrMutationField: [{ type: "Query", fieldName: `${code}_claims` }],
    }),
  })),
});
