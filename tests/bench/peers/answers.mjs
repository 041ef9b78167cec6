// The five calls of every rival that is written by hand: one undici pool, all at once, signed answers opened.
import { Pool } from "undici";

const upstream = JSON.parse(process.env.BENCH_UPSTREAM);
const pool = new Pool(`http://127.0.0.1:${upstream.port}`, { connections: 200, pipelining: 1 });
const headers = { "content-type": "application/json", authorization: "Bearer bench" };

export const typeDefs = /* GraphQL */ `
  type Query { claims(bsn: String!, asOf: String!): [Claim!]! }
  type Claim { reference: String! openAmount: Int! }
`;

export const resolvers = {
  Query: {
    claims: async (_, { bsn, asOf }) => {
      const body = JSON.stringify({ bsn, asOf, fcidVersion: "4.1.0" });
      const answers = await Promise.all(upstream.paths.map((path) => ask(path, body)));
      return answers.flatMap((answer) =>
        answer.body.financiele_zaken.map((one) => ({ reference: one.zaakkenmerk, openAmount: one.saldo })),
      );
    },
  },
};

async function ask(path, body) {
  const answer = await pool.request({ path, method: "POST", headers, body });
  const text = await answer.body.text();
  return JSON.parse(text[0] === "{" ? text : Buffer.from(text.split(".", 2)[1], "base64url").toString());
}
