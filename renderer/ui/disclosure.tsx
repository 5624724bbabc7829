/** A button that shows and hides what belongs to it. The content mounts when it is first shown. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { ChevronIcon } from './icons.tsx';

const useStyles = makeStyles({
  button: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '4px',
    minHeight: '28px',
    paddingBlock: 0,
    paddingInline: '2px 8px',
    marginInlineStart: '-4px',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: 'transparent',
    color: tokens.colorBrandForegroundLink,
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  // Points to where reading goes on.
  chevron: { flex: 'none', ':dir(rtl)': { rotate: '180deg' } },
  open: { rotate: '90deg', ':dir(rtl)': { rotate: '90deg' } },
});

interface DisclosureProps {
  readonly show: string;
  readonly hide: string;
  readonly children: () => ReactNode;
}

export function Disclosure({ show, hide, children }: DisclosureProps): ReactElement {
  const styles = useStyles();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={styles.button}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronIcon className={mergeClasses(styles.chevron, isOpen && styles.open)} />
        {isOpen ? hide : show}
      </button>
      {isOpen && <div id={id}>{children()}</div>}
    </>
  );
}
