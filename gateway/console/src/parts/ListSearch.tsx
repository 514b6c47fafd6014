// What every list has that the gateway searches: the words to find, and how much of what was found is here.
import { Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { usePrefs } from '../app/prefs';
import type { Word } from '../app/words';
import type { Page } from './usePages';

/** As the gateway takes them, in UTF-16 units. */
export const searchMax = 64;

export interface Search { search: string }

/** Asked for when it is sent, not at every letter: some readings are recorded. */
export function ListSearch({ label, ask }: { label: Word; ask: (wanted: Search) => void }) {
  const { t } = usePrefs();
  return (
    <Form name={label} className="filters" layout="vertical" onFinish={({ search = '' }: Partial<Search>) => ask({ search: search.trim() })}>
      <Form.Item className="wide" name="search" label={t(label)}><Input allowClear maxLength={searchMax} /></Form.Item>
      <Button type="primary" htmlType="submit">{t('search')}</Button>
    </Form>
  );
}

/** The rest comes when the end is looked for, or at the button. */
export function ListEnd({ found, more, children }: { found: Page<unknown> | null; more: () => void; children?: ReactNode }) {
  const { t } = usePrefs();
  if (!found || found.rows.length === 0) return null;
  return <p className="hint" role="status">{t('shownOf', { shown: found.rows.length, total: found.total })} {found.next && <Button size="small" onClick={more}>{t('more')}</Button>}{children}</p>;
}
