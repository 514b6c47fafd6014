import { Alert, Button, Card, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { folderOf } from '../../proof/folder';
import { readKey, type LogKey } from '../../proof/note';
import { keptKey, keptTree, trustedKey } from '../../proof/pin';
import { verifyWhole } from '../../proof/whole';
import { Failure } from '../Failure';
import { Progress, useWholeCheck, WholeResult } from './WholeResult';

/** What React's types do not know: a folder is picked, not a file. */
const wholeFolder = { webkitdirectory: '' };

/** A copy that somebody brought: read by the browser alone. The key may be one that was compared elsewhere. */
export function FolderCheck() {
  const { t } = usePrefs();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<Word | null>(null);
  const { run, result, refusal, begin, stop, forget } = useWholeCheck();
  const [kept, setKept] = useState(keptKey);
  useEffect(() => { void trustedKey().then(() => setKept(keptKey()), () => undefined); }, []);
  const picker = useRef<HTMLInputElement>(null);
  const key = typed ?? kept;
  const check = async (files: File[]) => {
    forget();
    const folder = folderOf(files);
    let known: LogKey | null = null;
    try { known = await readKey(key.trim()); } catch { /* said below */ }
    setWrong(known ? folder ? null : 'copyNone' : 'copyKeyBad');
    if (!known || !folder) return;
    // What this browser has seen was signed with the key that it keeps, and says nothing of another one's log.
    const before = key.trim() === kept ? keptTree() : null;
    await begin((told, signal) => verifyWhole({ source: folder, key: known, before, mayBeOlder: true, told, signal }));
  };
  return (
    <Card title={<h2>{t('copyTitle')}</h2>}>
      <p>{t('copyWhat')}</p>
      <label className="copy-key">{t('copyKey')}<Input spellCheck={false} value={key} onChange={(event) => setTyped(event.target.value)} /></label>
      <p className="hint gap">{t('copyKeyHint')}</p>
      {wrong && <Alert className="gap" type="error" showIcon role="alert" title={t(wrong)} />}
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      {result && <WholeResult of={result} />}
      <input ref={picker} type="file" hidden {...wholeFolder} aria-label={t('copyPick')} onChange={(event) => { void check([...(event.target.files ?? [])]); event.target.value = ''; }} />
      {run ? <Progress run={run} stop={stop} /> : <Button onClick={() => picker.current?.click()}>{t('copyPick')}</Button>}
    </Card>
  );
}
