import { Button, Modal, type ModalProps } from 'antd';
import { createContext, use, useEffect, useState } from 'react';
import { usePrefs } from '../app/prefs';

const takesKeyboard = 'button:not(:disabled), a[href], input:not(:disabled), textarea:not(:disabled), [tabindex]';

/** What has the keyboard, and all around it: the innermost first. */
function around(): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let at = document.activeElement; at instanceof HTMLElement && at !== document.body; at = at.parentElement) found.push(at);
  return found;
}

interface Props extends Omit<ModalProps, 'open' | 'closable' | 'keyboard' | 'onCancel'> {
  onCancel: () => void;
  /** What was asked for runs: nothing closes the window over the answer. */
  busy?: boolean;
  /** What stands in it is shown this once: only a button that says so closes it. */
  once?: boolean;
}

const Closing = createContext<{ busy?: boolean; onCancel?: () => void }>({});

/** A window above the page, there for as long as it is open. Closed, it gives the keyboard back to what opened it or, where that is gone, to what was around it. */
export function Window({ busy = false, once = false, onCancel, ...given }: Props) {
  const [openers] = useState(around);
  useEffect(() => () => {
    // After the window has gone, and with it its hold on the keyboard; nor is it taken from what has it by then.
    window.requestAnimationFrame(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      (openers.find((one) => one.isConnected && one.matches(takesKeyboard)) ?? document.getElementById('main'))?.focus();
    });
  }, [openers]);
  const stays = busy || once;
  return (
    <Closing value={{ busy, onCancel }}>
      <Modal footer={null} {...given} {...(stays && { keyboard: false, mask: { closable: false } })} closable={once ? false : { disabled: busy }} cancelButtonProps={{ disabled: busy }} onCancel={stays ? undefined : onCancel} open />
    </Closing>
  );
}

/** Leaves the window's act undone, as long as it is. */
export function Cancel() {
  const { t } = usePrefs();
  const { busy, onCancel } = use(Closing);
  return <Button disabled={busy} onClick={onCancel}>{t('cancel')}</Button>;
}
