// ReDoc on our own description.

import { amend, asLevel } from './reference/amend.js';
import { redocTheme } from './reference/redoc-theme.js';

const reference = document.getElementById('reference');

window.Redoc.init('/openapi.json', {
  hideDownloadButton: true,
  nativeScrollbars: true,
  requiredPropsFirst: true,
  scrollYOffset: '.bar',
  theme: redocTheme,
}, reference);

amend(reference, [
  // What an operation takes is headed by <h5> right below its <h2>.
  ['h5:not([aria-level])', asLevel(3)],
  // An entry of the menu is called what it says, its method as well.
  ['[role=menuitem][aria-label]', (entry) => entry.removeAttribute('aria-label')],
  // On a phone a <div> opens the menu.
  ['.menu-content + div:not([role])', asButton('Menu')],
]);

function asButton(name) {
  return (element) => {
    Object.assign(element, { role: 'button', ariaLabel: name, tabIndex: 0 });
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      element.click();
    });
  };
}
