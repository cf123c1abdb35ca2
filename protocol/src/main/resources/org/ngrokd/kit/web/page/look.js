// Light or dark, English or Chinese: as the browser wants it, until one of these buttons is pressed.

import { byId, h } from './dom.js';
import { texts, toggleLanguage } from './language.js';

const THEME = 'ngrok-theme';
const { t } = texts({});

function theme() {
  return localStorage.getItem(THEME) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

export function useTheme() {
  document.documentElement.dataset.theme = theme();
}

/** The two buttons; draw() draws all that has texts, these buttons too. */
export function lookButtons(draw) {
  const change = (id, make) => () => {
    make();
    draw();
    byId(id).focus();
  };
  const toggleTheme = () => {
    localStorage.setItem(THEME, theme() === 'dark' ? 'light' : 'dark');
    useTheme();
  };
  return [
    h('button', { id: 'theme', onclick: change('theme', toggleTheme) }, t(theme() === 'dark' ? 'light' : 'dark')),
    h('button', { id: 'language', lang: t('languageCode'), onclick: change('language', toggleLanguage) }, t('language')),
  ];
}
