import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { usePrefs } from '../../app/prefs';

/** The agent keeps five pictures a second; their own times are not in a clip. */
const pictureMs = 200;

/** Pictures one after the other: played, stopped, and gone through one by one. */
export function ClipPlayer({ frames }: { frames: Uint8Array<ArrayBuffer>[] }) {
  const { t } = usePrefs();
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const address = useFrame(frames[at]);
  const last = frames.length - 1;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = window.setInterval(() => setAt((now) => Math.min(now + 1, last)), pictureMs);
    return () => window.clearInterval(timer);
  }, [playing, last]);
  useEffect(() => { if (at === last) setPlaying(false); }, [at, last]);
  const play = () => {
    if (!playing && at === last) setAt(0);
    setPlaying(!playing);
  };
  const step = (by: number) => {
    setPlaying(false);
    setAt(Math.max(0, Math.min(at + by, last)));
  };
  if (last === 0) return <>{address && <img className="evidence" src={address} alt={t('clipPicture', { number: 1, all: 1 })} />}</>;
  return (
    <div className="clip" role="group" aria-label={t('clip')}>
      {address && <img className="evidence" src={address} alt={t('clipPicture', { number: at + 1, all: frames.length })} />}
      <input type="range" min={0} max={last} value={at} aria-label={t('clipPlace')} aria-valuetext={t('clipPicture', { number: at + 1, all: frames.length })} onChange={(event) => step(Number(event.target.value) - at)} />
      <div className="row">
        <Button type="primary" onClick={play}>{t(playing ? 'clipPause' : 'clipPlay')}</Button>
        <Button disabled={at === 0} onClick={() => step(-1)}>{t('clipBack')}</Button>
        <Button disabled={at === last} onClick={() => step(1)}>{t('clipOn')}</Button>
        <span className="number">{at + 1} / {frames.length}</span>
      </div>
    </div>
  );
}

/** The address of one picture, as long as it is shown: a clip's others stay bytes. */
function useFrame(frame: Uint8Array<ArrayBuffer> | undefined) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    if (!frame) return undefined;
    const made = URL.createObjectURL(new Blob([frame], { type: 'image/jpeg' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [frame]);
  return address;
}
