// The page's camera as long as it is needed: asked for, opened, unplugged, closed.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Word } from '../app/words';
import { closeCamera, NoCamera, openCamera } from './camera';

/** @param lost What ends with the camera, where it is unplugged in the middle of it. */
export function useCamera(lost: () => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<MediaStream | null>(null);
  const [wrong, setWrong] = useState<Word | null>(null);
  const [waiting, setWaiting] = useState(false);
  const here = useRef(true);
  const ends = useRef(lost);
  ends.current = lost;
  useEffect(() => { here.current = true; return () => { here.current = false; }; }, []);
  const open = useCallback(async () => {
    setWrong(null);
    setWaiting(true);
    try {
      const opened = await openCamera();
      // Whoever left the page while the browser asked gets no camera.
      if (here.current) setCamera(opened); else closeCamera(opened);
    } catch (cause) { setWrong(cause instanceof NoCamera ? cause.word : 'cameraBusy'); }
    setWaiting(false);
  }, []);
  const close = useCallback(() => setCamera(null), []);
  useEffect(() => {
    if (!camera || !video.current) return undefined;
    video.current.srcObject = camera;
    const gone = () => { ends.current(); setCamera(null); setWrong('cameraGone'); };
    camera.getVideoTracks().forEach((track) => track.addEventListener('ended', gone));
    return () => { camera.getVideoTracks().forEach((track) => track.removeEventListener('ended', gone)); closeCamera(camera); };
  }, [camera]);
  return { video, isOpen: camera !== null, wrong, waiting, open, close };
}
