// Writes the documents with which tools ask for a whole schema (GraphiQL, Hive, code generators: all take them from
// here), as a JSON object by name, to stdout.

import { getIntrospectionQuery } from 'graphql';

const everything = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};
const documents = {
  'as it is': getIntrospectionQuery(),
  'without descriptions': getIntrospectionQuery({ descriptions: false }),
  'everything there is': getIntrospectionQuery(everything),
};
process.stdout.write(JSON.stringify(documents));
