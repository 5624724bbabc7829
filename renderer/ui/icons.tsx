/** The few icons of Parley, drawn on a grid of 20. Always decoration: the name is said in words beside or on the button. */
import type { ReactElement } from 'react';

const icon =
  (path: ReactElement) =>
  ({ className }: { className?: string | undefined }): ReactElement => (
    <svg
      aria-hidden="true"
      className={className}
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {path}
    </svg>
  );

export const GearIcon = icon(
  <>
    <circle cx="10" cy="10" r="2.6" />
    <path d="M8.6 2.6h2.8l.5 2.1 1.3.7 2-.7 1.5 2.4-1.5 1.5v1.4l1.5 1.5-1.5 2.4-2-.7-1.3.7-.5 2.1H8.6l-.5-2.1-1.3-.7-2 .7-1.5-2.4 1.5-1.5V9l-1.5-1.5 1.5-2.4 2 .7 1.3-.7z" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="4.5" y="8.5" width="11" height="8" rx="1.6" />
    <path d="M7 8.5V6.3a3 3 0 0 1 6 0v2.2" />
  </>,
);
export const ChevronIcon = icon(<path d="M7.5 5l5 5-5 5" />);
export const CheckIcon = icon(<path d="M4.5 10.5l3.5 3.5 7.5-8" />);
export const PauseIcon = icon(<path d="M7.5 5.5v9M12.5 5.5v9" />);
export const DashIcon = icon(<path d="M5 10h10" />);
export const WarningIcon = icon(<path d="M10 3.2L17.3 16H2.7zM10 8v3.6M10 13.8v.1" />);
export const PersonIcon = icon(
  <>
    <circle cx="10" cy="7" r="3.2" />
    <path d="M4 16.5c.6-3.2 3-4.7 6-4.7s5.4 1.5 6 4.7" />
  </>,
);
