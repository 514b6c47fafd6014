// Who is signed in, and what this person's roles allow. The gateway decides every call anew: this only keeps from
// showing what would be refused.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Session } from '../gen/secure/v1/identity_pb';
import { api, isSessionOver, refusalOf, type Refusal } from './api';
import { provePasskey } from './passkey';
import { onSessionOver } from './transport';

/** Rights as Identity.WhoAmI names them. */
export type Right =
  | 'watch_doors' | 'unlock_door' | 'lock_down' | 'release_lockdown' | 'see_presence' | 'read_alerts' | 'acknowledge_alerts' | 'handle_alerts'
  | 'read_approvals' | 'decide_approval' | 'read_persons' | 'read_log' | 'read_devices' | 'read_places' | 'read_roles' | 'grant_role' | 'withdraw_role' | 'remove_passkey'
  | 'edit_persons' | 'confirm_persons' | 'end_person' | 'manage_badges' | 'report_badge_lost' | 'give_account' | 'enrol_biometrics' | 'delete_biometrics' | 'reset_factor' | 'remove_pin'
  | 'block_door' | 'maintain_door' | 'take_snapshot' | 'view_evidence' | 'explain_decision' | 'enrol_device' | 'suspend_device' | 'resume_device' | 'revoke_device' | 'test_device' | 'read_site' | 'set_retention' | 'rotate_evidence_key' | 'prune_log' | 'backup'
  | 'install_readers' | 'make_break_glass' | 'set_clock' | 'accept_gap' | 'apply_site'
  | 'report_entries' | 'report_alerts' | 'report_handover' | 'report_review' | 'report_unused_rights';

interface SignedIn { session: Session; rights: ReadonlySet<string>; withoutDeputy: string[] }

/** `why` in the gateway's words; null where it does not know, as after a restart. `watched`: alerts came to this page until then. Left: it was to end, and the gateway has not said that it has. */
export type Lost = { how: 'ended'; why: Refusal | null; watched: boolean } | { how: 'away' } | { how: 'left' };

interface State {
  /** Undefined: not known yet. Null: nobody. */
  who: SignedIn | null | undefined;
  /** Why there is no session any more, or why it could not be asked. */
  lost: Lost | null;
  may: (right: Right) => boolean;
  /** `asked` is called where the password was right and the passkey is what is missing. */
  signIn: (account: string, password: string, asked: () => void) => Promise<Refusal | null>;
  changePassword: (old: string, next: string) => Promise<Refusal | null>;
  signOut: () => Promise<void>;
  /** Asks the gateway anew: after a refusal that says that something has changed. */
  refresh: () => Promise<void>;
}

/** Every tab has the same cookie: where one signs somebody in, the others have to hear. */
const tabs = new BroadcastChannel('session');

/** Somebody stands there and waits to leave. */
const SignOutMs = 10_000;

const Context = createContext<State | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [who, setWho] = useState<SignedIn | null>();
  const [lost, setLost] = useState<State['lost']>(null);
  const was = useRef(false);
  const watched = useRef(false);
  const person = useRef('');
  // Who has signed out is not shown what a session that lives on would still show.
  const left = useRef(false);

  const refresh = useCallback(async () => {
    try {
      const { session, rights, withoutDeputy } = await api.identity.whoAmI({});
      if (!session || left.current) return;
      // Another person signed in in another tab: nothing of this one's may stay on the page.
      if (person.current && person.current !== session.person) {
        window.location.hash = '';
        window.location.reload();
        return;
      }
      person.current = session.person;
      was.current = true;
      watched.current = rights.includes('read_alerts');
      setWho({ session, rights: new Set(rights), withoutDeputy });
      setLost(null);
    } catch (cause) {
      if (left.current) return;
      if (isSessionOver(cause)) {
        // Several streams end with a session, and each asks: the first one's finding stands.
        const refused = refusalOf(cause);
        if (was.current) setLost({ how: 'ended', why: refused.cause ? refused : null, watched: watched.current });
        was.current = false;
        person.current = '';
        setWho(null);
      } else if (!was.current) {
        setLost({ how: 'away' });
        setWho(null);
      }
    }
  }, []);

  useEffect(() => {
    onSessionOver(() => void refresh());
    void refresh();
    const told = () => {
      left.current = false;
      void refresh();
    };
    tabs.addEventListener('message', told);
    return () => tabs.removeEventListener('message', told);
  }, [refresh]);

  const state = useMemo<State>(() => ({
    who,
    lost,
    may: (right) => who?.rights.has(right) ?? false,
    signIn: async (account, password, asked) => {
      try {
        const { passkey } = await api.identity.signIn({ account, password });
        if (passkey) {
          asked();
          const refused = await provePasskey(passkey);
          if (refused) return refused;
        }
      } catch (cause) { return refusalOf(cause); }
      left.current = false;
      await refresh();
      tabs.postMessage('');
      return null;
    },
    changePassword: async (oldPassword, newPassword) => {
      try { await api.identity.changePassword({ oldPassword, newPassword }); } catch (cause) { return refusalOf(cause); }
      await refresh();
      return null;
    },
    signOut: async () => {
      was.current = false;
      left.current = true;
      person.current = '';
      // The page is covered at once; who signs in next does so after this session's end.
      setWho(undefined);
      let lives = false;
      try { await api.identity.signOut({}, { timeoutMs: SignOutMs }); } catch (cause) { lives = !isSessionOver(cause); }
      setLost(lives ? { how: 'left' } : null);
      setWho(null);
      window.location.hash = '';
    },
    refresh,
  }), [who, lost, refresh]);
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

export function useSession() {
  const state = useContext(Context);
  if (!state) throw new Error('SessionProvider is missing');
  return state;
}
