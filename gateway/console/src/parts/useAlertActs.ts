// What is done with an alert. Each act names the version that its reader saw: where somebody acted meanwhile nothing is
// done, the present state is shown, and the reader decides anew.
import { Code } from '@connectrpc/connect';
import { App } from 'antd';
import { useMemo } from 'react';
import { api, refusalOf } from '../app/api';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import type { Alert } from '../gen/secure/v1/alerts_pb';

export type AlertAct = 'assign' | 'handle' | 'note' | 'resolve' | 'falseAlarm';

export function useAlertActs() {
  const { putAlert } = useLive();
  const { language, t } = usePrefs();
  const { message } = App.useApp();
  return useMemo(() => {
    const act = async (alert: Alert, run: (of: { id: string; version: bigint }) => Promise<{ alert?: Alert }>) => {
      try {
        const answer = await run({ id: alert.id, version: alert.version });
        if (answer.alert) putAlert(answer.alert);
        void message.success(t('doneAct'));
        return true;
      } catch (cause) {
        const refusal = refusalOf(cause);
        const conflict = refusal.status === Code.Aborted;
        if (conflict) { try { const now = await api.alerts.get({ id: alert.id }); if (now.alert) putAlert(now.alert); } catch { /* the stream will tell */ } }
        void message.error(conflict ? t('conflict') : refusal[language], 6);
        return false;
      }
    };
    return {
      acknowledge: (alert: Alert) => act(alert, (of) => api.alerts.acknowledge(of)),
      assign: (alert: Alert, person: string, reason: string) => act(alert, (of) => api.alerts.assign({ ...of, person, reason })),
      handle: (alert: Alert, measure: string) => act(alert, (of) => api.alerts.handle({ ...of, measure })),
      note: (alert: Alert, note: string) => act(alert, (of) => api.alerts.addNote({ ...of, note })),
      resolve: (alert: Alert, reason: string) => act(alert, (of) => api.alerts.resolve({ ...of, reason })),
      falseAlarm: (alert: Alert, reason: string) => act(alert, (of) => api.alerts.markFalseAlarm({ ...of, reason })),
    };
  }, [putAlert, language, t, message]);
}
