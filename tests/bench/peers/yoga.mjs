// GraphQL Yoga on Node's own server, with graphql-jit; its cache of parsed and validated documents is on by itself.
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { createSchema, createYoga } from "graphql-yoga";
import { resolvers, typeDefs } from "./answers.mjs";

const schema = createSchema({ typeDefs, resolvers });
const yoga = createYoga({ schema, logging: false, graphiql: false, plugins: [useGraphQlJit()] });
createServer(yoga).listen(Number(process.env.PORT), "127.0.0.1");
