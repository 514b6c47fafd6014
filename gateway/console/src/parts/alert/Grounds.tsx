import { half } from '../../app/api';
import { dayTimeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import type { AlertWord } from '../../gen/secure/v1/alerts_pb';
import { actionWord, eventWord } from '../door/happenings';
import { factorOf } from '../log/entries';
import { useLogWords } from '../log/logWords';
import { usePlaces } from '../usePlaces';

const names: Record<string, Word> = {
  action: 'groundAction', decision_id: 'groundDecision', event: 'groundEvent', cause: 'groundCause', reason: 'reason', factor: 'groundFactor', failures: 'groundFailures', looks_like: 'groundLooksLike', let_in: 'groundLetIn', faces: 'groundFaces', pictures: 'groundPictures',
  agent: 'kindAgent', reader: 'groundReader', told: 'groundTold', table: 'groundTable', row: 'groundRow', account: 'groundAccount', address: 'groundAddress', seconds: 'groundSeconds', bytes: 'groundBytes', badge: 'badge', witness: 'groundWitness', evidence_lost: 'groundEvidenceLost',
  'place.workstation': 'workstation', 'place.room': 'groundRoom', 'place.present_in': 'groundPresentIn', 'place.badge': 'groundBadge', 'place.address': 'groundAddress',
};

const sources: Record<string, Word> = { certificate: 'groundByCertificate', address: 'groundByAddress' };

/** What people read for a value; undefined where the page has no word for it: then the log's own stands there. */
function useValues() {
  const { language, t } = usePrefs();
  const { rooms, roomName, doorName, personName } = usePlaces();
  const { reasonOf } = useLogWords();
  const room = (id: string) => (rooms.has(id) ? roomName(id) : half(id, language));
  const said = (word: Word | undefined) => word && t(word);
  return ({ name, value }: AlertWord): string | undefined => {
    switch (name) {
      case 'action': return said(actionWord(value));
      case 'event': return said(eventWord(value));
      case 'cause': case 'reason': { const words = reasonOf(value); return words === value ? undefined : words; }
      case 'factor': { const { word } = factorOf(value); return word === 'unknown' ? undefined : t(word); }
      case 'told': return value === 'after_restart' ? t('groundAfterRestart') : undefined;
      case 'looks_like': return personName(value);
      case 'place.room': case 'place.present_in': return room(value);
      case 'place.workstation': { const [, id = '', by = ''] = /^(\S+) \((\w+)\)$/.exec(value) ?? []; return sources[by] && t(sources[by], { id }); }
      case 'place.badge': { const [, door, of, at] = /^(\S+) \((.+)\) (\S+Z)$/.exec(value) ?? []; return door && of && at && `${doorName(door)} / ${room(of)} ${dayTimeOf(new Date(at))}`; }
      default: return undefined;
    }
  };
}

/** What the alarm said of itself; what it left empty is no ground. */
export function Grounds({ of }: { of: readonly AlertWord[] }) {
  const { language, t } = usePrefs();
  const valueOf = useValues();
  return (
    <ul className="why">
      {of.filter((one) => one.value !== '').map((one) => {
        const [name, value] = [names[one.name], valueOf(one)];
        return <li key={one.name}>{name ? t(name) : <code>{one.name}</code>}{language === 'zh' ? '：' : ': '}{value ? <bdi>{value}</bdi> : one.value.includes(' · ') ? <bdi>{half(one.value, language)}</bdi> : <code>{one.value}</code>}</li>;
      })}
    </ul>
  );
}
