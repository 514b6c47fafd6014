import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { usePrefs } from '../../app/prefs';
import { KeyChanged, renewals, shortKey, trustedKey, trustNewKey } from '../../proof/pin';
import { FormWindow } from '../FormWindow';
import { KeySteps } from './KeySteps';

/** Tells at once where the log has another key than when this browser first saw it, and of one that the key before vouched for. */
export function KeyWatch() {
  const { t } = usePrefs();
  const [changed, setChanged] = useState<KeyChanged | null>(null);
  const [trusting, setTrusting] = useState(false);
  const [renewed, setRenewed] = useState(renewals);
  useEffect(() => {
    let here = true;
    // A gateway that does not answer is told of by the heartbeat.
    trustedKey().then(() => { if (here) setRenewed(renewals()); }).catch((cause: unknown) => { if (here && cause instanceof KeyChanged) setChanged(cause); });
    return () => { here = false; };
  }, []);
  if (!changed) return renewed.length > 0 && <Alert className="gap" type="info" showIcon role="status" title={t('keyRenewed')} description={<KeySteps of={renewed} />} />;
  return (
    <Alert
      className="gap"
      type="error"
      showIcon
      role="alert"
      title={t('keyChanged')}
      description={(
        <>
          <p>{t('keyChangedWhat')}</p>
          <dl className="facts">
            <div><dt>{t('keyBefore')}</dt><dd><code>{shortKey(changed.before)}</code></dd></div>
            <div><dt>{t('keyNow')}</dt><dd><code>{shortKey(changed.now)}</code></dd></div>
          </dl>
          <Button danger onClick={() => setTrusting(true)}>{t('keyTrust')}</Button>
          {trusting && <FormWindow title={t('keyTrust')} what="keyTrustWhat" word="keyTrust" danger run={async () => { trustNewKey(changed); window.location.reload(); }} close={() => setTrusting(false)} />}
        </>
      )}
    />
  );
}
