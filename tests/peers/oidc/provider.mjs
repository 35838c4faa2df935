// SPDX-FileCopyrightText: 2026 The Samdrift maintainers
// SPDX-License-Identifier: MPL-2.0
// A certified OpenID Provider on a free loopback port, for the tests of sign-in: node provider.mjs REDIRECT_URI
// Prints one line of JSON, {"issuer": ...}, when it answers. Whoever logs in as NAME is NAME@kommune.example; any password does.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const redirectUri = process.argv[2];
let answer = (_request, response) => response.writeHead(503).end();
const server = createServer((request, response) => answer(request, response));

server.listen(0, '127.0.0.1', () => {
  const provider = new Provider(`http://127.0.0.1:${server.address().port}`, {
    clients: [{
      client_id: 'samdrift',
      client_secret: 'a secret of at least thirty-two letters',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    findAccount: (_context, name) => ({
      accountId: name,
      claims: () => ({
        sub: createHash('sha256').update(name).digest('hex').slice(0, 24),
        name: `${name[0].toUpperCase()}${name.slice(1)} Prøve`,
        email: `${name}@kommune.example`,
        email_verified: true,
      }),
    }),
    cookies: { keys: ['only for tests'] },
    ttl: { AccessToken: 300, IdToken: 300, Session: 3600, Grant: 3600, Interaction: 600 },
  });
  answer = provider.callback();
  console.log(JSON.stringify({ issuer: provider.issuer }));
});

process.stdin.on('end', () => process.exit(0)).resume();
