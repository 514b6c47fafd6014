import { Button } from 'antd';
import { useEffect, useState } from 'react';
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
  if (audio) return <span className="beat" role="status">{t('soundIsOn')}</span>;
  return <Button type="text" onClick={() => setAudio(new AudioContext())}>{t('soundOn')}</Button>;
}
