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

function toggleTheme(event) {
  localStorage.setItem(THEME, theme() === 'dark' ? 'light' : 'dark');
  useTheme();
  event.currentTarget.textContent = themeWord();
}

function themeWord() {
  return t(theme() === 'dark' ? 'light' : 'dark');
}

/** The two buttons; draw() draws all that has texts, these buttons too. */
export function lookButtons(draw) {
  const changeLanguage = () => {
    toggleLanguage();
    draw();
    byId('language').focus();
  };
  return [
    h('button', { id: 'theme', onclick: toggleTheme }, themeWord()),
    h('button', { id: 'language', lang: t('languageCode'), onclick: changeLanguage }, t('language')),
  ];
}
