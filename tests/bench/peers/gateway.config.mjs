// Hive Gateway without logs, compiling each document.
import { defineConfig } from "@graphql-hive/gateway";

export const gatewayConfig = defineConfig({ logging: false, jit: true, graphiql: false, landingPage: false });
