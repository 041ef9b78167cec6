// Hive Gateway as a partner would run it: the person's token goes to the hub, and to nobody else.

export const gatewayConfig = {
  landingPage: false,
  graphiql: false,
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      const token = request.headers.get('authorization');
      return subgraphName === 'hub' && token ? { authorization: token } : {};
    },
  },
};
