// A certified OpenID provider on loopback, for the interop tests.
//
// It reads one line of JSON from its standard input:
//   { "clients": [ <client metadata, in the words of RFC 7591> ], "port": 0 }
// prints one line of JSON when it listens:
//   { "port": 40123 }
// and ends when its standard input ends, so that it can't outlive the test that started it.
//
// Nobody is there to click: whoever asks is logged in and agrees at once. A user agent with the
// cookie `decision=refuse` refuses, and one with `user=NAME` is the user NAME.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

import { Provider } from 'oidc-provider';

const USER_SCOPES = ['openid', 'offline_access', 'profile'];

function signingKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' };
}

function cookies(request) {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return Object.fromEntries(pairs);
}

function configuration(clients) {
  return {
    clients,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true },
    },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, name: `The user ${accountId}` }),
    }),
    claims: { openid: ['sub'], profile: ['name'] },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [signingKey()] },
    pkce: { methods: ['S256'], required: (_context, client) => client.clientAuthMethod === 'none' },
    // Every use of a refresh token ends it, whoever the client is.
    rotateRefreshToken: true,
    scopes: [...USER_SCOPES, 'catalog'],
  };
}

// Log in and consent in one go.
async function agree(provider, accountId, { client_id: clientId, scope }) {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope ?? '');
  return { login: { accountId }, consent: { grantId: await grant.save() } };
}

async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const { decision, user = 'ada' } = cookies(request);
  const result = decision === 'refuse'
    ? { error: 'access_denied', error_description: 'The user said no.' }
    : await agree(provider, user, params);
  await provider.interactionFinished(request, response, result);
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

// A resource that needs a living token but no user.
async function catalog(provider, request, response) {
  const [, token = ''] = (request.headers.authorization ?? '').split(/^Bearer /);
  const found = await provider.ClientCredentials.find(token)
    ?? await provider.AccessToken.find(token);
  if (found) answer(response, 200, { client_id: found.clientId, scope: found.scope });
  else answer(response, 401, { error: 'invalid_token' });
}

function route(provider) {
  const standard = provider.callback();
  const own = { interaction: interact, catalog };
  return async (request, response) => {
    const handler = own[request.url.split('/')[1]];
    if (!handler) return standard(request, response);
    return handler(provider, request, response).catch((error) => {
      console.error(error);
      answer(response, 500, { error: 'server_error', error_description: error.message });
    });
  };
}

function start({ clients, port = 0 }) {
  const server = createServer();
  // The issuer holds the port, so the provider is made when the port is known.
  server.listen(port, '127.0.0.1', () => {
    const bound = server.address().port;
    const provider = new Provider(`http://127.0.0.1:${bound}`, configuration(clients));
    provider.on('server_error', (_context, error) => console.error(error));
    server.on('request', route(provider));
    console.log(JSON.stringify({ port: bound }));
  });
}

const input = createInterface({ input: process.stdin });
input.once('line', (line) => start(JSON.parse(line)));
input.once('close', () => process.exit(0));
