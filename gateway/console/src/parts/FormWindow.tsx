import { App, Button, Form } from 'antd';
import { useState, type ReactNode } from 'react';
import { refusalOf, type Refusal } from '../app/api';
import { usePrefs } from '../app/prefs';
import type { Word } from '../app/words';
import { ApprovalAsked } from './ApprovalAsked';
import { Failure, ruleOf } from './Failure';
import { Cancel, Window } from './Window';

interface Props<V extends object> {
  title: ReactNode;
  /** What the act does, before it is done. */
  what?: Word;
  word: Word;
  danger?: boolean;
  initial?: Partial<V>;
  /** What comes of it, where that is to be read; else the window closes. */
  run: (values: V) => Promise<ReactNode | void>;
  /** What comes of it is never shown again: the window closes only when somebody says that they have it. */
  once?: boolean;
  /** Somebody changed meanwhile what the act is based on. */
  outdated?: () => void;
  close: () => void;
  children?: ReactNode;
}

/** An act with its form: refused it stays as it was filled in, and one that takes two officers says so and can be sent again. */
export function FormWindow<V extends object>({ title, what, word, danger, initial, run, once = false, outdated, close, children }: Props<V>) {
  const { t } = usePrefs();
  const { message } = App.useApp();
  const [form] = Form.useForm<V>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [result, setResult] = useState<ReactNode>(null);
  /** Says it beside its field, where the form has that. */
  const beside = (field: string) => {
    const rule = ruleOf(field);
    const at = form.getFieldsError().find(({ name }) => String(name[0]) === field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
    if (rule && at) form.setFields([{ name: at.name as never, errors: [t(rule)] }]);
    return rule !== undefined && at !== undefined;
  };
  const submit = async (values: V) => {
    setBusy(true);
    try {
      const told = await run(values);
      setRefusal(null);
      if (told) setResult(told);
      else { void message.success(t('actRecorded')); close(); }
    } catch (cause) {
      const refused = refusalOf(cause);
      setRefusal({ ...refused, fields: refused.fields.filter((fault) => !beside(fault.field)) });
      if (refused.code === 'changed_meanwhile') outdated?.();
    }
    setBusy(false);
  };
  return (
    <Window title={title} busy={busy} once={once && result !== null} onCancel={close}>
      {result ? <>{result}<div className="row acts"><Button onClick={close}>{t(once ? 'noted' : 'close')}</Button></div></> : (
        <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={(values: V) => void submit(values)}>
          {what && <p>{t(what)}</p>}
          {refusal?.code === 'approval_required' && <ApprovalAsked id={refusal.requestId} />}
          {refusal && refusal.code !== 'approval_required' && <div className="gap"><Failure refusal={refusal} />{refusal.code === 'changed_meanwhile' && <p className="hint">{t('changedMeanwhile')}</p>}</div>}
          {children}
          <div className="row"><Button type="primary" danger={danger} htmlType="submit" loading={busy}>{t(word)}</Button><Cancel /></div>
        </Form>
      )}
    </Window>
  );
}
