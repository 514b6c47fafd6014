// The page's camera: opened only when asked, closed when no longer needed, never recorded.
import type { Word } from '../app/words';

/** Why there is no camera, as a word for whoever sits before it. */
export class NoCamera extends Error {
  constructor(readonly word: Word) { super(word); }
}

const causes: Record<string, Word> = { NotAllowedError: 'cameraRefused', SecurityError: 'cameraRefused', NotFoundError: 'cameraAbsent', OverconstrainedError: 'cameraAbsent' };

export async function openCamera(): Promise<MediaStream> {
  // Absent where the page is not in a secure context.
  if (!navigator.mediaDevices) throw new NoCamera('cameraInsecure');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 } } });
  } catch (cause) { throw new NoCamera(causes[cause instanceof DOMException ? cause.name : ''] ?? 'cameraBusy'); }
}

export const closeCamera = (stream: MediaStream | null) => stream?.getTracks().forEach((track) => track.stop());

/** Waits for a picture that was not there before: the same one twice is what a frozen camera gives. */
const nextPicture = (video: HTMLVideoElement) => new Promise<void>((arrived) => { video.requestVideoFrameCallback(() => arrived()); });

/** The next picture as JPEG. Null where it could not be made. */
export async function takeFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer> | null> {
  await nextPicture(video);
  // Half as wide again as the engines need; the gateway takes 512 KiB at most.
  const scale = Math.min(1, 640 / Math.max(1, video.videoWidth));
  [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((made) => { canvas.toBlob(made, 'image/jpeg', 0.92); });
  return blob ? new Uint8Array(await blob.arrayBuffer()) : null;
}
