import { Modal, type ModalProps } from 'antd';
import { useEffect, useState } from 'react';

const takesKeyboard = 'button:not(:disabled), a[href], input:not(:disabled), textarea:not(:disabled), [tabindex]';

/** What has the keyboard, and all around it: the innermost first. */
function around(): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let at = document.activeElement; at instanceof HTMLElement && at !== document.body; at = at.parentElement) found.push(at);
  return found;
}

/** A window above the page, there for as long as it is open. Closed, it gives the keyboard back to what opened it or, where that is gone, to what was around it. */
export function Window(props: Omit<ModalProps, 'open'>) {
  const [openers] = useState(around);
  useEffect(() => () => {
    // After the window has gone, and with it its hold on the keyboard; nor is it taken from what has it by then.
    window.requestAnimationFrame(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      (openers.find((one) => one.isConnected && one.matches(takesKeyboard)) ?? document.getElementById('main'))?.focus();
    });
  }, [openers]);
  return <Modal footer={null} {...props} open />;
}
