/** The Policies page: what applies, where it comes from, what lost and why, and what is wrong with the sources. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { PolicyProblem } from '../../../common/policies/reading.ts';
import { POLICY_KEYS } from '../../../common/policies/records.ts';
import { useSnapshot, useWords } from '../../state/context.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import { PageTitle, Section } from '../../ui/section.tsx';
import { fileAndLine, organizationName } from '../../words/organization.ts';
import { PolicyTable } from './policy-table.tsx';

const useStyles = makeStyles({
  folder: {
    display: 'inline-block',
    padding: '4px 8px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
    userSelect: 'text',
  },
  text: { margin: 0 },
  problems: { listStyleType: 'none', margin: 0, padding: 0 },
  problem: {
    display: 'flex',
    gap: '8px',
    padding: '12px',
    marginBlockEnd: '8px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  icon: { flex: 'none', color: tokens.colorPaletteMarigoldForeground1 },
  where: { margin: 0, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  policies: { maxWidth: '640px', marginBlockEnd: '32px' },
  none: { margin: '0 0 12px', fontWeight: tokens.fontWeightSemibold },
});

export function PoliciesTab(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const snapshot = useSnapshot();
  const { policies, problems } = snapshot;
  const isNothingSet = POLICY_KEYS.every((key) => policies[key].state === 'default');
  const intro = t('policies.intro', { organization: organizationName(snapshot, t) });
  return (
    <>
      <PageTitle title={t('policies.title')} intro={intro} />
      <div className={styles.policies}>
        {isNothingSet && <p className={styles.none}>{t('policies.none')}</p>}
        <PolicyTable policies={policies} />
      </div>
      <Section title={t('policies.problems.title')}>
        {problems.length === 0 ? (
          <p className={styles.text}>{t('policies.problems.none')}</p>
        ) : (
          <ul className={styles.problems}>
            {problems.map((problem) => (
              <Problem key={JSON.stringify([problem.kind, problem.origin, problem.key])} problem={problem} />
            ))}
          </ul>
        )}
      </Section>
      <Section title={t('policies.folder')}>
        <code className={styles.folder} dir="ltr">
          {snapshot.app.policyDirectory}
        </code>
      </Section>
    </>
  );
}

function Problem({ problem }: { problem: PolicyProblem }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <li className={styles.problem}>
      <WarningIcon className={styles.icon} />
      <div>
        <p className={styles.where}>{fileAndLine(problem.origin, t)}</p>
        <p className={styles.text} dir="auto">
          {problem.message}
        </p>
        <p className={styles.text}>{t('policies.problem.remedy', { remedy: problem.remedy })}</p>
        {problem.holds && <p className={styles.text}>{t('policies.problem.holds')}</p>}
      </div>
    </li>
  );
}
