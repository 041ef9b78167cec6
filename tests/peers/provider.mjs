// A certified OpenID Provider in the FAPI 2.0 profile, for tests: fictitious people, loopback only.
//
//     node provider.mjs SETTINGS.json
//
// SETTINGS.json: {audience, scope, clients: [client metadata], accounts: {name: {sub, bsn, acr}}}. Writes {"issuer": …} to
// stdout when it listens, and ends when stdin closes. Nobody types a password: whoever arrives at the login page says
// in the header `Account` which of the accounts they are. The test turns its knobs at /test/… (see `knobs`).

import { generateKeyPairSync, hash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));

// ── The clock ────────────────────────────────────────────────────────────────

let offsetMs = 0;

const MachineDate = Date;

/** The machine's clock, some seconds off. */
class OffDate extends MachineDate {
  constructor(...parts) {
    if (parts.length === 0) super(OffDate.now());
    else super(...parts);
  }

  static now() {
    return MachineDate.now() + offsetMs;
  }
}

globalThis.Date = OffDate;

// ── Keys ─────────────────────────────────────────────────────────────────────

let numberOfKeys = 0;

function newKeys() {
  numberOfKeys += 1;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: `peer-${numberOfKeys}` };
}

/** The first one signs; all are published. */
let keys = [newKeys()];

// ── The provider ─────────────────────────────────────────────────────────────

const HOUR = 3600;
const LEVELS = ['low', 'substantial', 'high'].map((level) => `http://eidas.europa.eu/LoA/${level}`);

const life = { AccessToken: 600, ClientCredentials: 600, IdToken: 300 };
const adapter = createMemoryAdapter();
const nonceSecret = randomBytes(32);
const cookieKeys = [randomBytes(32).toString('hex')];
let wantsNonce = false;
let clockTolerance = 15;

/** What a token says about a person: where it was made at a login, the level of that login too. */
function aboutPerson(ctx, token) {
  const account = settings.accounts[token.accountId];
  if (!account) return undefined;
  const { acr, authTime } = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken ?? {};
  return { bsn: account.bsn, acr, auth_time: authTime };
}

function configuration() {
  return {
    acrValues: LEVELS,
    adapter,
    clients: settings.clients,
    claims: { openid: ['sub', 'bsn', 'represents'], acr: null, auth_time: null, sid: null, iss: null },
    clientDefaults: {
      default_acr_values: [LEVELS[1]],
      dpop_bound_access_tokens: true,
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'ES256',
      require_auth_time: true,
      response_types: ['code'],
      token_endpoint_auth_method: 'private_key_jwt',
    },
    clockTolerance,
    conformIdTokenClaims: false,
    cookies: { keys: cookieKeys },
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: ['ES256', 'PS256'],
      dPoPSigningAlgValues: ['ES256'],
    },
    clientAuthMethods: ['private_key_jwt'],
    extraTokenClaims: aboutPerson,
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: true, nonceSecret, requireNonce: () => wantsNonce },
      fapi: { enabled: true, profile: '2.0' },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => settings.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          accessTokenFormat: 'jwt',
          audience: settings.audience,
          jwt: { sign: { alg: 'ES256' } },
          scope: settings.scope,
        }),
      },
      rpInitiatedLogout: { enabled: true, logoutSource },
    },
    // The provider calls no address of the machine it runs on unless told so; the hub that it logs out runs here.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    findAccount: (_ctx, name) => {
      const { acr, ...account } = settings.accounts[name];
      return { accountId: name, claims: () => ({ ...account, sub: name }) };
    },
    interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}` },
    jwks: { keys },
    pairwiseIdentifier: (_ctx, name, client) => hash('sha256', `${client.clientId}|${name}`),
    renderError: (ctx, out) => {
      ctx.type = 'json';
      ctx.body = out;
    },
    responseTypes: ['code'],
    scopes: ['openid'],
    subjectTypes: ['pairwise'],
    ttl: {
      ...Object.fromEntries(Object.keys(life).map((kind) => [kind, () => life[kind]])),
      AuthorizationCode: 60,
      Grant: HOUR,
      Interaction: HOUR,
      Session: HOUR,
    },
  };
}

/** The page that asks whether to log out; a browser without scripts sees the form, a test posts it. */
function logoutSource(ctx, form) {
  ctx.body = `<!DOCTYPE html><title>Log out?</title>${form}<button form="op.logoutForm" name="logout" value="yes">Yes</button>`;
}

let issuer;
let provider;
let answer;

/** As after a restart with other keys: what is stored stays. */
function start() {
  provider = new Provider(issuer, configuration());
  for (const event of ['server_error', 'backchannel.error']) {
    provider.on(event, (_ctx, error) => console.error(`${event}: ${error.stack}`));
  }
  answer = provider.callback();
}

// ── The login page ───────────────────────────────────────────────────────────

/** Log the named account in, and grant what was asked. */
async function login(request, response) {
  const { params, session, prompt } = await provider.interactionDetails(request, response);
  const name = session?.accountId ?? request.headers.account;
  if (!Object.hasOwn(settings.accounts, name ?? '')) {
    send(response, 403, { error: 'access_denied', error_description: 'no such account' });
    return;
  }
  const result = { login: { accountId: name, acr: settings.accounts[name].acr } };
  if (prompt.name === 'consent') {
    const grant = new provider.Grant({ accountId: name, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    grant.addResourceScope(settings.audience, settings.scope);
    result.consent = { grantId: await grant.save() };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

// ── The knobs ────────────────────────────────────────────────────────────────

const knobs = {
  /** A new key signs; the older ones stay published. */
  rotate: () => {
    keys = [newKeys(), ...keys];
    start();
  },
  /** Only the key that signs stays published. */
  drop: () => {
    keys = keys.slice(0, 1);
    start();
  },
  /** The clock runs this many seconds ahead, or behind. */
  clock: ({ seconds }) => {
    offsetMs = seconds * 1000;
  },
  /** So many seconds the clock of a client may be off. */
  forgive: ({ seconds }) => {
    clockTolerance = seconds;
    start();
  },
  /** How long tokens live: {AccessToken, ClientCredentials, IdToken}, in seconds. */
  life: (seconds) => {
    Object.assign(life, seconds);
  },
  /** Whether proofs must carry the provider's nonce. */
  nonce: ({ wanted }) => {
    wantsNonce = wanted;
  },
};

async function turn(name, request, response) {
  let content = '';
  for await (const part of request) content += part;
  knobs[name](JSON.parse(content || '{}'));
  send(response, 200, { kid: keys[0].kid, published: keys.map((key) => key.kid) });
}

function send(response, status, content) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(content));
}

// ── Serving ──────────────────────────────────────────────────────────────────

async function serve(request, response) {
  const [, folder, name] = new URL(request.url, issuer).pathname.split('/');
  if (folder === 'login') await login(request, response);
  else if (folder === 'test' && request.method === 'POST' && Object.hasOwn(knobs, name)) await turn(name, request, response);
  else await answer(request, response);
}

const server = createServer((request, response) => {
  serve(request, response).catch((error) => {
    console.error(error.stack);
    if (!response.headersSent) send(response, 500, { error: 'server_error' });
  });
});

server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  start();
  console.log(JSON.stringify({ issuer }));
});

process.stdin.on('end', () => process.exit(0)).resume();
