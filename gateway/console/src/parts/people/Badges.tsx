import { Button, Card } from 'antd';
import { useState } from 'react';
import { api } from '../../app/api';
import { timeOf } from '../../app/format';
import { badgeName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { useSession } from '../../app/session';
import { PersonStatus, type BadgeCard, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { Chip } from '../Chip';
import { Failure } from '../Failure';
import { usePages, type FetchPage } from '../usePages';
import { VirtualTable } from '../VirtualTable';
import { badgeActs, BadgeActWindow, IssueWindow, type BadgeAct } from './BadgeForms';
import { cardText } from './cards';

const listed: FetchPage<{ person: string }, BadgeCard> = async ({ person }, pageToken, signal) => {
  const page = await api.people.listBadges({ person, pageSize: 100, pageToken }, { signal });
  return { rows: page.badges, next: page.nextPageToken, total: page.total };
};

const heads = ['badge', 'status', 'issuedAt', 'reason', 'acts'] as const;

/** A person's cards, and what is done with each. */
export function Badges({ person, reload }: { person: PersonRecord; reload: () => void }) {
  const { language, t } = usePrefs();
  const { may } = useSession();
  const [acting, setActing] = useState<{ badge: BadgeCard; act: BadgeAct } | null>(null);
  const [issuing, setIssuing] = useState(false);
  const { found, refusal, again, more } = usePages({ person: person.id }, listed);
  const active = person.status === PersonStatus.ACTIVE;
  const done = () => { setActing(null); setIssuing(false); again(); reload(); };
  return (
    <Card title={<h2>{t('badges')}</h2>} extra={active && may('manage_badges') && <Button onClick={() => setIssuing(true)}>{t('issueBadge')}</Button>}>
      {refusal && <Failure refusal={refusal} retry={again} />}
      {!found && !refusal && <p className="empty">{t('loading')}</p>}
      {found?.rows.length === 0 && <p className="empty">{t('none')}</p>}
      {found && found.rows.length > 0 && (
        <VirtualTable rows={found.rows} total={found.total} near={more} columns={heads.length} label={t('badges')} keyOf={(badge) => badge.id} head={heads.map((word) => <th key={word} scope="col">{t(word)}</th>)}>
          {(badge) => (
            <>
              <td className="whole"><code>{cardText(badge.number)}</code></td>
              <td><Chip is={badgeName(badge.status)} /></td>
              <td className="whole">{timeOf(badge.issuedAt, language)}</td>
              <td><bdi>{badge.reason || '—'}</bdi></td>
              <td><span className="row">{badgeActs.filter((act) => may(act.right) && act.when(badge, active)).map((act) => <Button key={act.word} size="small" danger={act.danger} onClick={() => setActing({ badge, act })}>{t(act.word)}</Button>)}</span></td>
            </>
          )}
        </VirtualTable>
      )}
      {issuing && <IssueWindow person={person} close={done} />}
      {acting && <BadgeActWindow {...acting} reload={() => { again(); reload(); }} close={done} />}
    </Card>
  );
}
