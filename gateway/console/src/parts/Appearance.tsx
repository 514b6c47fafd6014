import { Button } from 'antd';
import { usePrefs } from '../app/prefs';

/** The other language, in its own words, and the other theme. */
export function Appearance() {
  const { language, setLanguage, theme, setTheme, t } = usePrefs();
  return (
    <>
      <Button type="text" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{t('language')}</Button>
      <Button type="text" onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}>{t(theme === 'dark' ? 'themeLight' : 'themeDark')}</Button>
    </>
  );
}
