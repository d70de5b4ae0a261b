/**
 * An OpenID Connect provider on loopback with one client; its first line of output is its address. Lines of standard input:
 * `redirect ADDRESS` registers where the client is sent back to, `rotate` has it sign with another key and publish that one alone,
 * `account NAME` says who signs in next.
 */
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

let account = "mo";
let keys = 0;
let key = newKey();
const redirects = [];
let handle = () => undefined;

const server = createServer((request, response) => handle(request, response));
server.listen(0, "127.0.0.1", () => {
  renew();
  console.log(`the provider is at ${issuer()}`);
});

const issuer = () => `http://127.0.0.1:${server.address().port}`;

function newKey() {
  keys += 1;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: `key-${keys}`, use: "sig", alg: "RS256" };
}

/** A provider knows its keys and clients from its start on: another one takes its place. */
function renew() {
  const provider = new Provider(issuer(), {
    clients: [{ client_id: "qbitrr", client_secret: "client-s3cret", redirect_uris: redirects.length ? redirects : ["http://127.0.0.1/none"], grant_types: ["authorization_code"], response_types: ["code"] }],
    jwks: { keys: [key] },
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["preferred_username"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["of-this-test"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: account }) }),
  });
  handle = provider.callback();
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const [word, said] = line.split(" ");
  if (word === "redirect") redirects.push(said);
  else if (word === "account") account = said;
  else if (word === "rotate") key = newKey();
  renew();
  console.log(`done: ${line}`);
});
