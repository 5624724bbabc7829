/** Presence as a small sign that differs in shape as well as in colour. */
import { tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Presence } from '../../common/ipc/snapshot.ts';

const signs: { readonly [P in Presence]: { readonly color: string; readonly sign: ReactElement | null } } = {
  available: { color: '#13a10e', sign: <path d="M5 8.2l2 2 4-4.4" /> },
  busy: { color: '#d13438', sign: null },
  'do-not-disturb': { color: '#d13438', sign: <path d="M5 8h6" /> },
  away: { color: '#b06d00', sign: <path d="M8 4.8V8l2.2 1.6" /> },
};

export function PresenceMark(props: { presence: Presence; className?: string | undefined }): ReactElement {
  const { color, sign } = signs[props.presence];
  return (
    <svg className={props.className} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="7" fill={color} stroke={tokens.colorNeutralBackground2} strokeWidth="2" />
      <g fill="none" stroke="#fff" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
        {sign}
      </g>
    </svg>
  );
}
