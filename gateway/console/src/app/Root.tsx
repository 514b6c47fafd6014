import { App, ConfigProvider, Spin, theme as themes } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/en-gb';
import 'dayjs/locale/zh-cn';
import { lazy, Suspense, useEffect } from 'react';
import { SignIn } from '../pages/SignIn';
import { nonce } from './nonce';
import { PrefsProvider, usePrefs } from './prefs';
import { SessionProvider, useSession } from './session';

// What only a signed-in person needs comes after the first look.
const Shell = lazy(() => import('./Shell'));

export function Root() {
  return (
    <PrefsProvider>
      <Dressed />
    </PrefsProvider>
  );
}

/** Colours that every text can be read on (WCAG 2.2, 1.4.3): Ant Design's own greys are too pale for it. */
const readable = {
  light: { colorPrimary: '#0b4bb3', colorError: '#b3261e', colorTextDescription: '#4d5562', colorTextTertiary: '#565e6b', colorTextPlaceholder: '#5f6875', colorLink: '#0b4bb3', colorBgLayout: '#f1f4f8' },
  dark: { colorPrimary: '#3d7be8', colorError: '#f0625a', colorTextDescription: '#b4bcc8', colorTextTertiary: '#a8b0bd', colorTextPlaceholder: '#9aa3b0', colorLink: '#86b1ff', colorBgLayout: '#0c1017', colorBgContainer: '#151b25', colorBgElevated: '#1b2330' },
};

function Dressed() {
  const { language, theme, t } = usePrefs();
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en-gb');
    document.title = t('product');
  }, [language, t]);
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enGB}
      csp={{ nonce }}
      theme={{
        algorithm: theme === 'dark' ? themes.darkAlgorithm : themes.defaultAlgorithm,
        token: { ...readable[theme], borderRadius: 6, motion: false },
        components: { Button: theme === 'dark' ? { colorPrimary: '#2c66cf', colorPrimaryHover: '#2557b5', primaryColor: '#ffffff', colorError: '#ff8f87', dangerColor: '#2a0704' } : { colorPrimary: '#0b4bb3' }, Form: theme === 'dark' ? { colorError: '#ff8f87' } : {} },
      }}
      button={{ autoInsertSpace: false }}
    >
      <App>
        <SessionProvider>
          <Gate />
        </SessionProvider>
      </App>
    </ConfigProvider>
  );
}

function Gate() {
  const { who } = useSession();
  const { t } = usePrefs();
  if (who === undefined) return <main className="waiting"><Spin description={t('loading')} /></main>;
  if (who === null || who.session.mustChangePassword) return <SignIn />;
  return <Suspense fallback={<main className="waiting"><Spin description={t('loading')} /></main>}><Shell /></Suspense>;
}
