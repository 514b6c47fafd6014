import { Alert, Button, Modal, type ModalProps } from 'antd';
import { createContext, use, useEffect, useRef, useState } from 'react';
import { usePrefs } from '../app/prefs';
import { hold } from '../app/route';

const takesKeyboard = 'button:not(:disabled), a[href], input:not(:disabled), textarea:not(:disabled), [tabindex]';

const fields = 'input:not(:disabled):not([type=file]), textarea:not(:disabled)';

/** What has the keyboard, and all around it: the innermost first. */
function around(): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let at = document.activeElement; at instanceof HTMLElement && at !== document.body; at = at.parentElement) found.push(at);
  return found;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

interface Props extends Omit<ModalProps, 'open' | 'closable' | 'keyboard' | 'mask' | 'onCancel'> {
  onCancel: () => void;
  /** What was asked for runs: nothing closes the window over the answer, nor leads to another page. */
  busy?: boolean;
  /** What stands in it is shown this once: only a button that says so closes it. */
  once?: boolean;
}

const Closing = createContext<{ busy?: boolean; onCancel?: () => void }>({});

/** A window above the page, there for as long as it is open: a click beside it closes nothing, and what was typed is given up only by whoever says so. Its first field has the keyboard. Closed, it gives the keyboard back to what opened it or, where that is gone, to what was around it. */
export function Window({ busy = false, once = false, onCancel, children, ...given }: Props) {
  const { t } = usePrefs();
  const [openers] = useState(around);
  const [leaving, setLeaving] = useState(false);
  useEffect(() => () => {
    // After the window has gone, and with it its hold on the keyboard; nor is it taken from what has it by then.
    window.requestAnimationFrame(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      (openers.find((one) => one.isConnected && one.matches(takesKeyboard)) ?? document.getElementById('main'))?.focus();
    });
  }, [openers]);
  // Else the cross has it: it stands first, and the window takes the keyboard before its fields can.
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = window.requestAnimationFrame(() => body.current?.querySelector<Field>(fields)?.focus({ preventScroll: true }));
    return () => window.cancelAnimationFrame(shown);
  }, []);
  const stays = busy || once;
  const typed = useRef(new Set<Field>());
  const [asking, setAsking] = useState(false);
  /** The field that would be lost: one that stands in the window no longer has been sent. */
  const unsent = () => [...typed.current].find((field) => field.isConnected && field.value !== '');
  const leave = () => {
    if (asking) keep(); else if (unsent()) setAsking(true); else onCancel();
  };
  const keep = () => {
    setAsking(false);
    unsent()?.focus();
  };
  useEffect(() => {
    setLeaving(false);
    return stays ? hold(() => setLeaving(true)) : undefined;
  }, [stays]);
  return (
    <Closing value={{ busy, onCancel }}>
      <Modal footer={null} {...given} keyboard={!stays} mask={{ closable: false }} closable={once ? false : { disabled: busy }} cancelButtonProps={{ disabled: busy, onClick: onCancel }} onCancel={stays ? undefined : leave} open>
        {leaving && <Alert className="gap" type="warning" showIcon role="alert" title={t(busy ? 'staysForAnswer' : 'staysForOnce')} />}
        <div ref={body} onInput={({ target }) => { if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) typed.current.add(target); }}>{children}</div>
        {asking && !stays && (
          <div className="discard row" role="alert">
            <span>{t('discardAsk')}</span>
            <Button autoFocus onClick={keep}>{t('discardNot')}</Button>
            <Button danger onClick={onCancel}>{t('discard')}</Button>
          </div>
        )}
      </Modal>
    </Closing>
  );
}

/** Leaves the window's act undone, as long as it is. */
export function Cancel() {
  const { t } = usePrefs();
  const { busy, onCancel } = use(Closing);
  return <Button disabled={busy} onClick={onCancel}>{t('cancel')}</Button>;
}
