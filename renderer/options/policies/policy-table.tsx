/** One row a policy; below a policy that several sources set, those that do not apply. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Translate } from '../../../common/messages/format.ts';
import { POLICY_KEYS, policyRecord, type PolicyValue } from '../../../common/policies/records.ts';
import type { ResolvedPolicies, ResolvedPolicy } from '../../../common/policies/resolve.ts';
import { useWords } from '../../state/context.ts';
import { useTexts } from '../../state/use-texts.ts';
import { sourceName } from '../../words/organization.ts';

const NARROW = '@media (max-width: 559px)';
const useStyles = makeStyles({
  // Wide enough for the longest key there is.
  columnname: { width: '216px' },
  columnvalue: { width: '120px' },
  columnsource: {},
  table: { width: '100%', tableLayout: 'fixed', borderCollapse: 'collapse', [NARROW]: { display: 'block' } },
  body: { [NARROW]: { display: 'block' } },
  head: { [NARROW]: { position: 'absolute', clipPath: 'inset(50%)' } },
  row: { [NARROW]: { display: 'block' } },
  first: { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  cell: {
    paddingBlock: '8px 0',
    paddingInline: '0 12px',
    textAlign: 'start',
    verticalAlign: 'top',
    fontWeight: tokens.fontWeightRegular,
    overflowWrap: 'anywhere',
    [NARROW]: { display: 'block', paddingBlock: '2px', paddingInline: 0 },
  },
  title: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, paddingBlock: '0 4px' },
  value: { fontWeight: tokens.fontWeightSemibold },
  more: { paddingBlock: '0 12px', paddingInline: 0, [NARROW]: { paddingBlock: '0 12px' } },
  label: { display: 'none', fontWeight: tokens.fontWeightRegular, [NARROW]: { display: 'inline' } },
  name: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'nowrap',
    [NARROW]: { whiteSpace: 'normal' },
  },
  small: { margin: '2px 0 0', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  losers: { margin: '4px 0 0', paddingInlineStart: '16px', fontSize: tokens.fontSizeBase200 },
});

export function PolicyTable({ policies }: { policies: ResolvedPolicies }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const texts = useTexts();
  // The roles are said because a table that is shown in one column loses its own.
  return (
    <table role="table" className={styles.table} aria-label={t('policies.title')}>
      <thead role="rowgroup" className={styles.head}>
        <tr role="row">
          {(['name', 'value', 'source'] as const).map((column) => (
            <th
              key={column}
              role="columnheader"
              scope="col"
              className={mergeClasses(styles.cell, styles.title, styles[`column${column}`])}
            >
              {t(`policies.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className={styles.body}>
        {POLICY_KEYS.map((key) => (
          <PolicyRow key={key} policy={policies[key]} about={texts?.policies[key] ?? ''} />
        ))}
      </tbody>
    </table>
  );
}

function PolicyRow({ policy, about }: { policy: ResolvedPolicy; about: string }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <>
      <tr role="row" className={mergeClasses(styles.row, styles.first)}>
        <th role="rowheader" scope="row" className={mergeClasses(styles.cell, styles.name)}>
          {policy.key}
        </th>
        <td role="cell" className={mergeClasses(styles.cell, styles.value)}>
          <Label>{t('policies.column.value')}</Label>
          {effectiveValue(policy, t)}
        </td>
        <td role="cell" className={styles.cell}>
          <Label>{t('policies.column.source')}</Label>
          {'winner' in policy ? sourceName(policy.winner.origin, t) : t('policies.source.none')}
        </td>
      </tr>
      <tr role="row" className={styles.row}>
        <td role="cell" colSpan={3} className={mergeClasses(styles.cell, styles.more)}>
          <p className={styles.small}>{about}</p>
          <Losers policy={policy} />
        </td>
      </tr>
    </>
  );
}

/** Stands for the column's head where there are no columns. */
function Label({ children }: { children: string }): ReactElement {
  return (
    <span className={useStyles().label} aria-hidden="true">
      {children}:{' '}
    </span>
  );
}

function Losers({ policy }: { policy: ResolvedPolicy }): ReactElement | null {
  const styles = useStyles();
  const { t } = useWords();
  if (policy.losers.length === 0) return null;
  return (
    <>
      <p className={styles.small}>{t('policies.losers')}</p>
      <ul className={styles.losers}>
        {policy.losers.map(({ setting, why }) => (
          <li key={JSON.stringify(setting)}>
            {t('policies.loser', {
              value: valueName(setting.value, t),
              source: sourceName(setting.origin, t),
              why: t(`policies.loser.${why}`),
            })}
          </li>
        ))}
      </ul>
    </>
  );
}

function effectiveValue(policy: ResolvedPolicy, t: Translate): string {
  if (policy.state === 'unknown') return t(`policies.value.unknown.${policy.cause}`);
  if (policy.state === 'set') return valueName(policy.value, t);
  if (policy.state === 'recommended') return t('policies.value.recommended', { value: valueName(policy.value, t) });
  if (policy.value !== null) return t('policies.value.default', { value: valueName(policy.value, t) });
  return t(policyRecord(policy.key).option ? 'policies.value.own' : 'policies.value.asInstalled');
}

const valueName = (value: PolicyValue, t: Translate): string =>
  typeof value === 'string' ? value : value ? t('policies.value.true') : t('policies.value.false');
