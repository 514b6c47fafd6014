import { Button, Card } from 'antd';
import { usePrefs } from '../../app/prefs';
import { linkTo } from '../../app/route';
import { keepTree, keptTree, trustedKey } from '../../proof/pin';
import { fromGateway, verifyWhole } from '../../proof/whole';
import { Failure } from '../Failure';
import { FolderCheck } from './FolderCheck';
import { KeyWatch } from './KeyWatch';
import { Progress, useWholeCheck, WholeResult } from './WholeResult';

/** The whole log, checked by the browser from its entries up: as the gateway gives it, and as a folder holds it. */
export function WholeLogView() {
  const { t } = usePrefs();
  const { run, result, refusal, begin, stop } = useWholeCheck();
  const check = () => begin(async (told, signal) => {
    const key = await trustedKey();
    const found = await verifyWhole({ source: fromGateway(signal), key, before: keptTree(), mayBeOlder: false, told, signal });
    if (found.tree) keepTree(found.tree);
    return found;
  });
  return (
    <>
      <div className="page-head"><h1>{t('wholeLog')}</h1><a href={linkTo('log')}>{t('backToSearch')}</a></div>
      <KeyWatch />
      <Card className="gap" title={<h2>{t('wholeHere')}</h2>}>
        <p>{t('wholeWhat')}</p>
        {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
        {result && <WholeResult of={result} />}
        {run ? <Progress run={run} stop={stop} /> : <Button type="primary" onClick={() => void check()}>{t(result ? 'wholeAgain' : 'wholeBegin')}</Button>}
      </Card>
      <FolderCheck />
    </>
  );
}
