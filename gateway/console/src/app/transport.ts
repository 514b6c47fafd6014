// The line to the gateway: no call without an end, and what a failed call leaves open is known here.
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { heardDate } from './clock';

/** Longer than anything that the gateway itself waits for: a controller, an agent, an engine. */
const usualMs = 60_000;
/** As long as a disk, a person at a door's sensor or a whole log takes. */
const longMs = 30 * 60_000;
const long = new Set(['Biometrics.EnrolAtDoor', 'Backups.Make', 'Reports.Make', 'Audit.Query', 'Audit.Prune', 'People.Import', 'People.Export']);

/** Nothing is changed by them: asked again they do no harm. All others are commands. */
const asks = /^(Get|List|Describe|Query|Check|Explain|History|Today|WhoAmI|Sign|Begin|Send|SelfTest|Export)/;
const isCommand = (service: string, method: string) => !asks.test(method) && `${service}.${method}` !== 'Reports.Make';

/** Their refusal is told by the proof or the sign-in to which they belong. */
const toldElsewhere = new Set(['WhoAmI', 'SignIn', 'SignOut', 'SendFrame', 'SendFingerprint']);

const noAnswer = new Set([Code.Unknown, Code.Internal, Code.Unavailable, Code.DeadlineExceeded]);
const open = new WeakMap<ConnectError, 'door' | 'other'>();

/** Of a command that failed without the gateway's word: it may have been carried out. */
export const leftOpen = (error: ConnectError) => open.get(error);

let sessionOver = () => { /* nobody is signed in */ };
/** Whoever keeps the session is told by whichever call finds that it has ended. */
export const onSessionOver = (listener: () => void) => { sessionOver = listener; };

const wire = createGrpcWebTransport({ baseUrl: window.location.origin, useBinaryFormat: true });

/** Longer than a challenge lives; nothing is said meanwhile of a finger that is not laid on. */
const silentMs = 150_000;

/** What waits for so long in vain is ended, and said to have had no answer. */
async function* unlessSilent<T>(told: AsyncIterable<T>, line: AbortController, limitMs: number): AsyncGenerator<T> {
  const reader = told[Symbol.asyncIterator]();
  for (;;) {
    let silent = false;
    const timer = window.setTimeout(() => { silent = true; line.abort(); }, limitMs);
    let next: IteratorResult<T>;
    try { next = await reader.next(); } catch (cause) {
      throw silent ? new ConnectError('', Code.DeadlineExceeded) : cause;
    } finally { window.clearTimeout(timer); }
    if (next.done) return;
    yield next.value;
  }
}

/** A watch has no end of its own, and who reads it watches its silence; every other stream comes to an end. */
export const transport: Transport = {
  stream: async (method, signal, ...rest) => {
    if (method.name === 'Watch') return wire.stream(method, signal, ...rest);
    const line = new AbortController();
    signal?.addEventListener('abort', () => line.abort(signal.reason));
    if (signal?.aborted) line.abort(signal.reason);
    const answer = await wire.stream(method, line.signal, ...rest);
    return { ...answer, message: unlessSilent(answer.message, line, method.name === 'Export' ? longMs : silentMs) };
  },
  unary: async (method, signal, timeoutMs, ...rest) => {
    const service = method.parent.name;
    try {
      const answer = await wire.unary(method, signal, timeoutMs ?? (long.has(`${service}.${method.name}`) ? longMs : usualMs), ...rest);
      heardDate(answer.header.get('date'));
      return answer;
    } catch (cause) {
      const error = ConnectError.from(cause);
      if (noAnswer.has(error.code) && isCommand(service, method.name)) open.set(error, service === 'Doors' ? 'door' : 'other');
      if (error.code === Code.Unauthenticated && !toldElsewhere.has(method.name)) sessionOver();
      throw error;
    }
  },
};
