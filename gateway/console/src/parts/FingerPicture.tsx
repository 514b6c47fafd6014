import type { Touch } from './useSensor';

/** What to do with the finger, as a picture. */
export function FingerPicture({ touch }: { touch: Touch }) {
  const up = touch === 'lift' ? -16 : 0;
  return (
    <svg className="head-picture" viewBox="0 0 120 120" aria-hidden="true">
      <path d="M18 104 H102" />
      <g transform={`translate(0 ${up})`}>
        <path d="M44 20 V78 a16 18 0 0 0 32 0 V20" />
        <path d="M51 76 a9 11 0 0 0 18 0" /><path d="M56 74 a4 5 0 0 0 8 0" />
      </g>
      {touch !== 'wait' && <path className="head-arrow" d={touch === 'lay' ? 'M96 40 V76 M88 68 L96 76 L104 68' : 'M96 76 V40 M88 48 L96 40 L104 48'} />}
    </svg>
  );
}
