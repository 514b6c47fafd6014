// Language and theme: the reader's choice, kept in this browser; nothing about people is.
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { isolated } from './format';
import { words, type Language, type Word } from './words';

export type Theme = 'light' | 'dark';

interface Prefs {
  language: Language;
  theme: Theme;
  setLanguage: (language: Language) => void;
  setTheme: (theme: Theme) => void;
  t: (word: Word, values?: Record<string, string | number>) => string;
}

const Context = createContext<Prefs | null>(null);

const kept = (name: string) => {
  try { return window.localStorage.getItem(name); } catch { return null; }
};
const keep = (name: string, value: string) => {
  try { window.localStorage.setItem(name, value); } catch { /* a browser that keeps nothing asks again next time */ }
};

export function PrefsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (kept('language') === 'en' ? 'en' : 'zh'));
  const [theme, setTheme] = useState<Theme>(() => {
    const chosen = kept('theme');
    if (chosen === 'light' || chosen === 'dark') return chosen;
    return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  });
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset.theme = theme;
  }, [language, theme]);
  const prefs = useMemo<Prefs>(() => ({
    language,
    theme,
    setLanguage: (next) => { keep('language', next); setLanguage(next); },
    setTheme: (next) => { keep('theme', next); setTheme(next); },
    t: (word, values) => {
      const text: string = words[word][language === 'zh' ? 0 : 1];
      return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => isolated(String(values[name] ?? ''))) : text;
    },
  }), [language, theme]);
  return <Context.Provider value={prefs}>{children}</Context.Provider>;
}

export function usePrefs() {
  const prefs = useContext(Context);
  if (!prefs) throw new Error('PrefsProvider is missing');
  return prefs;
}
