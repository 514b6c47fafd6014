// What is written in a record: by joining, changing and entrusting.
import { Alert, Form, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../app/api';
import { levelName, markName } from '../../app/naming';
import { usePrefs } from '../../app/prefs';
import { go } from '../../app/route';
import { Classification } from '../../gen/secure/v1/common_pb';
import { SecrecyLevel, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { FormWindow } from '../FormWindow';
import { changes, DayField, DepartmentField, PostsField, Text } from './fields';

export interface ActProps { person: PersonRecord; reload: () => void; close: () => void }

interface Written { name: string; staffNumber: string; department: string; documentNumber: string }

export function JoinWindow({ close }: { close: () => void }) {
  const { t } = usePrefs();
  const run = async ({ person, ...rest }: Partial<Written> & { person: string }) => {
    await api.people.join({ ...rest, person: person.trim() });
    go('people', person.trim());
  };
  return (
    <FormWindow title={t('join')} what="joinWhat" word="join" run={run} close={close}>
      <Text name="person" label="personId" hint="joinIdHint" max={63} required />
      <Text name="name" label="name" max={64} required />
      <Text name="staffNumber" label="staffNumber" hint="optional" max={32} />
      <DepartmentField />
      <Text name="documentNumber" label="documentNumber" hint="optional" max={32} />
    </FormWindow>
  );
}

export function ChangeWindow({ person, reload, close }: ActProps) {
  const { t } = usePrefs();
  // As the form began: what it still says so was not changed by this officer, whoever changes it meanwhile.
  const [before] = useState<Written>({ name: person.name, staffNumber: person.staffNumber, department: person.department, documentNumber: '' });
  const run = async (values: Partial<Written>) => {
    const changed = changes(before, { ...values, department: values.department ?? '' });
    if (Object.keys(changed).length === 0) return <Alert type="info" showIcon role="status" title={t('nothingChanged')} />;
    await api.people.change({ ...changed, person: person.id, expectedVersion: person.version });
    return null;
  };
  return (
    <FormWindow title={<>{t('change')} · <bdi>{person.name}</bdi></>} what="changeWhat" word="change" initial={{ ...before, department: before.department || undefined }} run={run} outdated={reload} close={close}>
      <Text name="name" label="name" max={64} required />
      <Text name="staffNumber" label="staffNumber" max={32} />
      <DepartmentField />
      <Text name="documentNumber" label="documentNumber" hint="documentHint" max={32} />
    </FormWindow>
  );
}

interface Trusted { posts: string[]; level: SecrecyLevel; clearance: Classification; trainingUntil: string; pledgeUntil: string }

const levels = [SecrecyLevel.UNSPECIFIED, SecrecyLevel.GENERAL, SecrecyLevel.IMPORTANT, SecrecyLevel.CORE];
const marks = [Classification.PUBLIC, Classification.INTERNAL, Classification.CONFIDENTIAL, Classification.SECRET, Classification.TOP_SECRET];

export function EntrustWindow({ person, reload, close }: ActProps) {
  const { t } = usePrefs();
  const [before] = useState<Trusted>({ posts: person.posts, level: person.level, clearance: person.clearance, trainingUntil: person.trainingUntil, pledgeUntil: person.pledgeUntil });
  const run = async (values: Partial<Trusted>) => {
    const { posts, ...changed } = changes(before, values);
    if (Object.keys(changed).length === 0 && !posts) return <Alert type="info" showIcon role="status" title={t('nothingChanged')} />;
    await api.people.entrust({ ...changed, posts: posts && { posts }, person: person.id, expectedVersion: person.version });
    return null;
  };
  return (
    <FormWindow title={<>{t('entrust')} · <bdi>{person.name}</bdi></>} what="entrustWhat" word="entrustNow" initial={before} run={run} outdated={reload} close={close}>
      <PostsField />
      <Form.Item name="level" label={t('level')}><Select options={levels.map((value) => ({ value, label: t(levelName(value)[0]) }))} /></Form.Item>
      <Form.Item name="clearance" label={t('clearance')}><Select options={marks.map((value) => ({ value, label: t(markName(value)[0]) }))} /></Form.Item>
      <DayField name="trainingUntil" label="trainingUntil" />
      <DayField name="pledgeUntil" label="pledgeUntil" />
    </FormWindow>
  );
}

export function ConfirmWindow({ person, reload, close }: ActProps) {
  const { t } = usePrefs();
  const run = async ({ documentNumber }: { documentNumber: string }) => { await api.people.confirmDocument({ person: person.id, documentNumber: documentNumber.trim(), expectedVersion: person.version }); };
  return (
    <FormWindow title={<>{t('confirmDocument')} · <bdi>{person.name}</bdi></>} what="confirmWhat" word="confirmDocument" run={run} outdated={reload} close={close}>
      <Text name="documentNumber" label="documentNumber" max={32} required />
    </FormWindow>
  );
}
