// What is done with a badge card.
import { Checkbox, Form, Input, Select } from 'antd';
import { api } from '../../app/api';
import { usePrefs } from '../../app/prefs';
import type { Right } from '../../app/session';
import type { Word } from '../../app/words';
import { BadgeStatus, type BadgeCard, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { FormWindow } from '../FormWindow';
import { bytesOf, cardOf, cardText, wholeOf, type CardFields } from './cards';
import { Reason } from './fields';

interface Said extends CardFields { reason: string; lost?: boolean }

export interface BadgeAct { word: Word; what: Word; right: Right; danger?: boolean; renews?: boolean; when: (badge: BadgeCard, active: boolean) => boolean; run: (badge: BadgeCard, said: Said) => Promise<unknown> }

const based = (badge: BadgeCard, reason: string) => ({ badge: badge.id, reason, expectedVersion: badge.version });
const isOne = (...states: BadgeStatus[]) => (badge: BadgeCard) => states.includes(badge.status);
const { ACTIVE, SUSPENDED, ENDED, LOST } = BadgeStatus;

/** Each act with the states in which it makes sense, as the gateway holds them. */
export const badgeActs: BadgeAct[] = [
  { word: 'badgeSuspend', what: 'badgeSuspendWhat', right: 'manage_badges', when: isOne(ACTIVE), run: (badge, { reason }) => api.people.suspendBadge(based(badge, reason)) },
  { word: 'badgeResume', what: 'badgeResumeWhat', right: 'manage_badges', when: isOne(SUSPENDED), run: (badge, { reason }) => api.people.resumeBadge(based(badge, reason)) },
  { word: 'badgeReplace', what: 'badgeReplaceWhat', right: 'manage_badges', renews: true, when: (badge, active) => active && isOne(ACTIVE, SUSPENDED)(badge), run: (badge, said) => api.people.replaceBadge({ ...based(badge, said.reason), lost: said.lost ?? false, number: cardOf(said) }) },
  { word: 'badgeLose', what: 'badgeLoseWhat', right: 'report_badge_lost', danger: true, when: isOne(ACTIVE, SUSPENDED, ENDED), run: (badge, { reason }) => api.people.reportBadgeLost(based(badge, reason)) },
  { word: 'badgeBack', what: 'badgeBackWhat', right: 'manage_badges', when: isOne(ACTIVE, SUSPENDED, ENDED, LOST), run: (badge, { reason }) => api.people.returnBadge(based(badge, reason)) },
];

export function BadgeActWindow({ badge, act, reload, close }: { badge: BadgeCard; act: BadgeAct; reload: () => void; close: () => void }) {
  const { t } = usePrefs();
  const run = async (said: Said) => { await act.run(badge, said); };
  return (
    <FormWindow<Said> title={<>{t(act.word)} · <code>{cardText(badge.number)}</code></>} what={act.what} word={act.word} danger={act.danger} initial={{ form: 'h10301' }} run={run} outdated={reload} close={close}>
      {act.renews && <><NumberFields /><Form.Item name="lost" valuePropName="checked"><Checkbox>{t('oldLost')}</Checkbox></Form.Item></>}
      <Reason />
    </FormWindow>
  );
}

export function IssueWindow({ person, close }: { person: PersonRecord; close: () => void }) {
  const { t } = usePrefs();
  const run = async (fields: CardFields) => { await api.people.issueBadge({ person: person.id, number: cardOf(fields) }); };
  return (
    <FormWindow<CardFields> title={<>{t('issueBadge')} · <bdi>{person.name}</bdi></>} what="issueWhat" word="issueBadge" initial={{ form: 'h10301' }} run={run} close={close}><NumberFields /></FormWindow>
  );
}

function NumberFields() {
  const { t } = usePrefs();
  const raw = Form.useWatch<CardFields['form']>('form') === 'raw';
  const whole = (least: number, most: number) => ({ validator: (_: unknown, text?: string) => (wholeOf(text, least, most) === null ? Promise.reject(new Error(t('numberWrong'))) : Promise.resolve()) });
  return (
    <>
      <Form.Item name="form" label={t('badgeForm')}><Select options={[{ value: 'h10301', label: t('formH10301') }, { value: 'raw', label: t('formRaw') }]} /></Form.Item>
      {!raw && <Form.Item name="facility" label={t('facility')} rules={[whole(0, 255)]}><Input inputMode="numeric" maxLength={3} autoComplete="off" /></Form.Item>}
      {!raw && <Form.Item name="number" label={t('cardNumber')} rules={[whole(0, 65_535)]}><Input inputMode="numeric" maxLength={5} autoComplete="off" /></Form.Item>}
      {raw && <Form.Item name="bits" label={t('rawBits')} rules={[whole(1, 256)]}><Input inputMode="numeric" maxLength={3} autoComplete="off" /></Form.Item>}
      {raw && <Form.Item name="data" label={t('rawData')} dependencies={['bits']} rules={[({ getFieldValue }) => ({ validator: (_, text?: string) => (bytesOf(text, wholeOf(getFieldValue('bits'), 1, 256) ?? 0) ? Promise.resolve() : Promise.reject(new Error(t('rawDataWrong')))) })]}><Input maxLength={96} autoComplete="off" spellCheck={false} /></Form.Item>}
    </>
  );
}
