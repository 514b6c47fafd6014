import { Button, Card } from 'antd';
import { useState } from 'react';
import { timeOf } from '../../app/format';
import { badgeName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { useSession } from '../../app/session';
import { PersonStatus, type BadgeCard, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { Chip } from '../Chip';
import { badgeActs, BadgeActWindow, IssueWindow, type BadgeAct } from './BadgeForms';
import { cardText } from './cards';

/** A person's cards, and what is done with each. */
export function Badges({ person, badges, reload }: { person: PersonRecord; badges: BadgeCard[]; reload: () => void }) {
  const { language, t } = usePrefs();
  const { may } = useSession();
  const [acting, setActing] = useState<{ badge: BadgeCard; act: BadgeAct } | null>(null);
  const [issuing, setIssuing] = useState(false);
  const active = person.status === PersonStatus.ACTIVE;
  const done = () => { setActing(null); setIssuing(false); reload(); };
  return (
    <Card title={<h2>{t('badges')}</h2>} extra={active && may('manage_badges') && <Button onClick={() => setIssuing(true)}>{t('issueBadge')}</Button>}>
      {badges.length === 0 && <p className="empty">{t('none')}</p>}
      {badges.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={t('badges')}>
          <table className="table">
            <thead><tr>{(['badge', 'status', 'issuedAt', 'reason', 'acts'] as const).map((word) => <th key={word} scope="col">{t(word)}</th>)}</tr></thead>
            <tbody>
              {badges.map((badge) => (
                <tr key={badge.id}>
                  <td className="whole"><code>{cardText(badge.number)}</code></td>
                  <td><Chip is={badgeName(badge.status)} /></td>
                  <td className="whole">{timeOf(badge.issuedAt, language)}</td>
                  <td><bdi>{badge.reason || '—'}</bdi></td>
                  <td><span className="row">{badgeActs.filter((act) => may(act.right) && act.when(badge, active)).map((act) => <Button key={act.word} size="small" danger={act.danger} onClick={() => setActing({ badge, act })}>{t(act.word)}</Button>)}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {issuing && <IssueWindow person={person} close={done} />}
      {acting && <BadgeActWindow {...acting} reload={reload} close={done} />}
    </Card>
  );
}
