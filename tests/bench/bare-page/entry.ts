/** The least that React can be asked for: one checkbox. What a start costs before there is any Parley in it. */
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root) createRoot(root).render(createElement('input', { type: 'checkbox', 'aria-label': 'Bare' }));
