// The browser's part of a passkey (W3C Web Authentication Level 2): it alone speaks with the authenticator, and what it
// says is for the gateway to judge.
import { Code } from '@connectrpc/connect';
import type { PasskeyDemand } from '../gen/secure/v1/identity_pb';
import { api, refusalOf, type Refusal } from './api';
import { words, type Word } from './words';

/** Nothing came from the gateway: the browser or whoever sits before it gave up. */
const ended = (word: Word): Refusal => ({ code: '', status: Code.Canceled, zh: words[word][0], en: words[word][1], cause: '', requestId: '', retrySeconds: 0, fields: [] });

const bytes = (buffer: ArrayBuffer | null) => new Uint8Array(buffer ?? new ArrayBuffer(0));
const given = (data: Uint8Array) => new Uint8Array(data);
const named = (ids: Uint8Array[]) => ids.map((id) => ({ type: 'public-key' as const, id: given(id) }));

function refusalFrom(cause: unknown): Refusal {
  if (!(cause instanceof DOMException)) return refusalOf(cause);
  return ended(cause.name === 'InvalidStateError' ? 'passkeyHas' : 'passkeyGivenUp');
}

const able = () => typeof window.PublicKeyCredential === 'function';

/** Answers the gateway's demand. Null: signed in. */
export async function provePasskey(demand: PasskeyDemand): Promise<Refusal | null> {
  if (!able()) return ended('passkeyUnsupported');
  try {
    const found = await navigator.credentials.get({
      publicKey: {
        challenge: given(demand.challenge),
        rpId: demand.rpId,
        allowCredentials: named(demand.credentialIds),
        userVerification: 'required',
        timeout: 120_000,
      },
    }) as PublicKeyCredential;
    const said = found.response as AuthenticatorAssertionResponse;
    await api.passkeys.signIn({
      challenge: demand.challenge,
      credentialId: bytes(found.rawId),
      clientData: bytes(said.clientDataJSON),
      authenticatorData: bytes(said.authenticatorData),
      signature: bytes(said.signature),
      userHandle: bytes(said.userHandle),
    });
    return null;
  } catch (cause) { return refusalFrom(cause); }
}

/** Makes a passkey for whoever is signed in. Null: it is registered. */
export async function registerPasskey(account: string): Promise<Refusal | null> {
  if (!able()) return ended('passkeyUnsupported');
  try {
    const begun = await api.passkeys.beginRegistration({});
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: given(begun.challenge),
        rp: { id: begun.rpId, name: words.product[0] },
        user: { id: given(begun.userHandle), name: account, displayName: account },
        // ES256 and nothing else: the gateway takes no other.
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
        // The second one is of no use on the same device.
        excludeCredentials: named(begun.existingIds),
        attestation: 'none',
        timeout: 120_000,
      },
    }) as PublicKeyCredential;
    const said = made.response as AuthenticatorAttestationResponse;
    await api.passkeys.register({ clientData: bytes(said.clientDataJSON), attestationObject: bytes(said.attestationObject) });
    return null;
  } catch (cause) { return refusalFrom(cause); }
}
