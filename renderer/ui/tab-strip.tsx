/**
 * Tabs by the usual pattern: one stop for the Tab key, arrows move and select at once, Home and End jump. Written here
 * because Fluent's brings a focus manager along that is a quarter of the window's script.
 */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useRef, type KeyboardEvent, type ReactElement } from 'react';

const useStyles = makeStyles({
  list: { display: 'flex', flexWrap: 'wrap', gap: '2px' },
  vertical: { flexDirection: 'column' },
  tab: {
    display: 'flex',
    minHeight: '32px',
    padding: '6px 12px',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground2,
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  selected: {
    backgroundColor: tokens.colorNeutralBackground2Selected,
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    // Also where the system replaces all colours.
    boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}`,
    '@media (forced-colors: active)': { outline: '2px solid Highlight', outlineOffset: '-4px' },
  },
  selectedAbove: { boxShadow: `inset 0 -3px 0 ${tokens.colorCompoundBrandStroke}` },
});

interface TabStripProps<T extends string> {
  readonly tabs: readonly { readonly value: T; readonly label: string }[];
  readonly selected: T;
  readonly onSelect: (tab: T) => void;
  readonly isVertical: boolean;
  readonly label: string;
  /** ID of the panel that the tabs fill. */
  readonly panelId: string;
}

/** The ID that the panel is labelled by. */
export const tabId = (value: string): string => `tab-${value}`;

export function TabStrip<T extends string>(props: TabStripProps<T>): ReactElement {
  const styles = useStyles();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const at = props.tabs.findIndex(({ value }) => value === props.selected);
    const next = targetOf(event.key, at, props.tabs.length, document.dir === 'rtl');
    const target = next === null ? undefined : props.tabs[next];
    if (!target) return;
    event.preventDefault();
    props.onSelect(target.value);
    list.current?.querySelector<HTMLElement>(`#${tabId(target.value)}`)?.focus();
  };
  return (
    <div
      role="tablist"
      tabIndex={-1}
      ref={list}
      className={mergeClasses(styles.list, props.isVertical && styles.vertical)}
      aria-label={props.label}
      aria-orientation={props.isVertical ? 'vertical' : 'horizontal'}
      onKeyDown={move}
    >
      {props.tabs.map(({ value, label }) => {
        const isSelected = value === props.selected;
        return (
          <button
            key={value}
            type="button"
            role="tab"
            id={tabId(value)}
            className={mergeClasses(
              styles.tab,
              isSelected && styles.selected,
              isSelected && !props.isVertical && styles.selectedAbove,
            )}
            aria-selected={isSelected}
            aria-controls={isSelected ? props.panelId : undefined}
            tabIndex={isSelected ? 0 : -1}
            onClick={() => props.onSelect(value)}
          >
            {label}
          </button>
        );
      })}
    </div>
  );
}

/** Both pairs of arrows work in both orientations: a narrow window turns the strip without turning habits. */
function targetOf(key: string, at: number, count: number, isRightToLeft: boolean): number | null {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'ArrowRight':
      return (at + (isRightToLeft ? -1 : 1) + count) % count;
    case 'ArrowLeft':
      return (at + (isRightToLeft ? 1 : -1) + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
