// What Node.js gives; @types/node says more.
declare const process: { env: Record<string, string | undefined> };
