// English or Chinese: as the browser wants it, until a button is pressed. Each page has its own texts; those that
// all pages have are here.

const SHARED = {
  en: {
    language: '中文',
    languageCode: 'zh-CN',
    dark: 'Dark',
    light: 'Light',
    copied: 'Copied',
    copy: 'Copy',
    qr: 'QR code',
    close: 'Close',
    cancel: 'Cancel',
    failed: 'That did not work: {0}',
  },
  zh: {
    language: 'English',
    languageCode: 'en',
    dark: '深色',
    light: '浅色',
    copied: '已复制',
    copy: '复制',
    qr: '二维码',
    close: '关闭',
    cancel: '取消',
    failed: '失败：{0}',
  },
};

const KEY = 'ngrok-language';
let current = localStorage.getItem(KEY) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export function language() {
  return current === 'zh' ? 'zh-CN' : 'en-GB';
}

export function toggleLanguage() {
  current = current === 'zh' ? 'en' : 'zh';
  localStorage.setItem(KEY, current);
  document.documentElement.lang = language();
}

document.documentElement.lang = language();

/** The functions that give a page its texts; words: those of its own, by language and key. */
export function texts(words) {
  const of = { en: { ...SHARED.en, ...words.en }, zh: { ...SHARED.zh, ...words.zh } };

  /** Whether there is such a text. */
  function has(key) {
    return key in of[current];
  }

  /** A text; {0} and {1} are replaced. */
  function t(key, ...values) {
    return of[current][key].replace(/\{(\d)\}/g, (all, index) => String(values[index]));
  }

  /** A text with a number: in English one thing has a text of its own. */
  function count(key, number) {
    return t(number === 1 && has(`${key}One`) ? `${key}One` : key, number);
  }

  return { count, has, t };
}
