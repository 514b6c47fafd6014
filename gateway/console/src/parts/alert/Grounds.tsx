import { half } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import { words, type Word } from '../../app/words';
import type { AlertWord } from '../../gen/secure/v1/alerts_pb';

const names: Record<string, Word> = {
  event: 'groundEvent', cause: 'groundCause', reason: 'reason', factor: 'groundFactor', failures: 'groundFailures', looks_like: 'groundLooksLike', let_in: 'groundLetIn', faces: 'groundFaces', agent: 'kindAgent', reader: 'groundReader',
  'place.workstation': 'workstation', 'place.room': 'groundRoom', 'place.present_in': 'groundPresentIn', 'place.badge': 'groundBadge', 'place.address': 'groundAddress',
};

/** Undefined where the page has no word for it: then the log's own stands there. */
function valueOf({ name, value }: AlertWord): Word | undefined {
  const word = `event${value}`;
  return name === 'event' && word in words ? (word as Word) : undefined;
}

/** What the alarm said of itself; what it left empty is no ground. */
export function Grounds({ of }: { of: readonly AlertWord[] }) {
  const { language, t } = usePrefs();
  return (
    <ul className="why">
      {of.filter((one) => one.value !== '').map((one) => {
        const [name, value] = [names[one.name], valueOf(one)];
        return <li key={one.name}>{name ? `${t(name)}${language === 'zh' ? '：' : ': '}` : <code>{one.name}</code>} {value ? t(value) : <bdi>{half(one.value, language)}</bdi>}</li>;
      })}
    </ul>
  );
}
