import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../app/api';
import { useLive } from '../app/live';
import { usePrefs } from '../app/prefs';
import { AlertState } from '../gen/secure/v1/alerts_pb';

const every = 3_000;

function beep(audio: AudioContext) {
  const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = 880;
  loudness.gain.setValueAtTime(0.2, audio.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.connect(loudness).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
}

/** Asked so often, a desk that listens stays signed in like the one screen: else it would fall silent after half an hour without a call. */
const keptMs = 20_000;

/** Sounds until every alert is acknowledged. A browser is silent until somebody has pressed something: hence the button. */
export function Sound() {
  const { alerts } = useLive();
  const { t } = usePrefs();
  const [audio, setAudio] = useState<AudioContext | null>(null);
  const waits = [...alerts.items.values()].some((alert) => alert.state === AlertState.RAISED);
  useEffect(() => {
    if (!audio || !waits) return undefined;
    beep(audio);
    const timer = window.setInterval(() => beep(audio), every);
    return () => window.clearInterval(timer);
  }, [audio, waits]);
  useEffect(() => {
    if (!audio) return undefined;
    const keep = () => { api.audit.getCheckpoint({}).catch(() => { /* what failed is told by the streams and the session */ }); };
    keep();
    const timer = window.setInterval(keep, keptMs);
    return () => window.clearInterval(timer);
  }, [audio]);
  if (audio) return <span className="beat" role="status">{t('soundIsOn')}</span>;
  return <Button type="text" onClick={() => setAudio(new AudioContext())}>{t('soundOn')}</Button>;
}
