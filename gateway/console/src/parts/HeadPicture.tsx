import { StepUpAct } from '../gen/secure/v1/identity_pb';

/** What to do with the head, as a picture. One's own left is on the left, as in a mirror and in the camera's picture beside it. */
export function HeadPicture({ act }: { act: StepUpAct }) {
  const turned = act === StepUpAct.FACE_LEFT ? -1 : act === StepUpAct.FACE_RIGHT ? 1 : 0;
  return (
    <svg className="head-picture" viewBox="0 0 120 120" aria-hidden="true">
      <ellipse cx="60" cy="62" rx="30" ry="38" />
      <circle cx={50 + turned * 12} cy="54" r="3.5" /><circle cx={70 + turned * 12} cy="54" r="3.5" />
      <path d={`M${60 + turned * 16} 58 l${turned * 6 || 0} 10 l-6 2`} /><path d={`M${50 + turned * 12} 82 q10 6 20 0`} />
      {turned !== 0 && <path className="head-arrow" d={turned < 0 ? 'M26 14 H8 M15 6 L7 14 L15 22' : 'M94 14 H112 M105 6 L113 14 L105 22'} />}
    </svg>
  );
}
