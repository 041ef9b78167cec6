// Composes subgraphs into one graph (Apollo Federation 2), as whoever runs a gateway would.
//
//     node compose.mjs SUBGRAPHS.json
//
// SUBGRAPHS.json: [{name, url, sdl}]. Writes {"supergraph": …} or {"errors": […]} to stdout.

import { readFileSync } from 'node:fs';

import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const subgraphs = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const composed = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
const told = composed.supergraphSdl
  ? { supergraph: composed.supergraphSdl }
  : { errors: composed.errors.map((error) => error.message) };
process.stdout.write(JSON.stringify(told));
