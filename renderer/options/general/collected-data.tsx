/** The three kinds of data, each with the three questions people have. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { CATEGORIES, type Category } from '../../../common/catalogue/types.ts';
import { useParley, useSnapshot, useWords } from '../../state/context.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { eventsOf } from '../../words/catalogue.ts';
import { organizationName } from '../../words/organization.ts';
import { collectedNow } from '../../words/status.ts';
import { useOpenTab } from '../tab-context.ts';
import { FieldList } from './field-list.tsx';

const useStyles = makeStyles({
  card: {
    padding: '12px 16px',
    marginBlockEnd: '8px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  head: { display: 'flex', alignItems: 'center', gap: '8px', marginBlockEnd: '4px' },
  title: { flex: 'auto', margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  text: { margin: 0 },
  facts: {
    display: 'grid',
    gridTemplateColumns: '128px 1fr',
    gap: '4px 8px',
    margin: '8px 0 4px',
    '@media (max-width: 559px)': { gridTemplateColumns: '1fr', rowGap: 0 },
  },
  question: { color: tokens.colorNeutralForeground2 },
  answer: { margin: 0, '@media (max-width: 559px)': { marginBlockEnd: '4px' } },
  // Whatever a policy changes here takes the same room, also where lines are short.
  now: { '@media (max-width: 559px)': { minHeight: '80px' } },
  counts: { color: tokens.colorNeutralForeground2 },
  links: { display: 'flex', flexWrap: 'wrap', gap: '8px', marginBlockStart: '12px' },
});

export function CollectedData(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const openTab = useOpenTab();
  return (
    <Section title={t('general.data.title')} intro={t('general.data.intro')}>
      {CATEGORIES.map((category) => (
        <CategoryCard key={category} category={category} />
      ))}
      <div className={styles.links}>
        <Button onClick={() => openTab('data')}>{t('general.data.openViewer')}</Button>
        <PracticesButton />
      </div>
    </Section>
  );
}

function CategoryCard({ category }: { category: Category }): ReactElement {
  const styles = useStyles();
  const { t, times } = useWords();
  const snapshot = useSnapshot();
  const { counts, lastSentAt } = snapshot.telemetry.categories[category];
  const name = t(`category.${category}`);
  const organization = organizationName(snapshot, t);
  const fields = new Set(eventsOf(category).flatMap(({ fields: all }) => all.map(([field]) => field))).size;
  return (
    <article className={styles.card} aria-label={name}>
      <div className={styles.head}>
        <h3 className={styles.title}>{name}</h3>
        <StateMark state={snapshot.gates[category].state} />
      </div>
      <p className={styles.text}>{t(`category.${category}.about`)}</p>
      <dl className={styles.facts}>
        <dt className={styles.question}>{t('category.question.now')}</dt>
        <dd className={mergeClasses(styles.answer, styles.now)}>
          <div>{collectedNow(category, snapshot, t)}</div>
          <div className={styles.counts}>
            {t('category.counts', {
              pending: counts.pending + counts.sending,
              when: lastSentAt === null ? t('time.never') : times.short(lastSentAt),
            })}
          </div>
        </dd>
        <dt className={styles.question}>{t('category.question.who')}</dt>
        <dd className={styles.answer}>{t(`category.${category}.who`, { organization })}</dd>
        <dt className={styles.question}>{t('category.question.what')}</dt>
        <dd className={styles.answer}>
          {t('category.what', { fields })}
          <br />
          <Disclosure
            show={t('category.what.show', { category: name })}
            hide={t('category.what.hide', { category: name })}
          >
            {() => <FieldList category={category} />}
          </Disclosure>
        </dd>
      </dl>
    </article>
  );
}

function PracticesButton(): ReactElement {
  const { t } = useWords();
  const parley = useParley();
  const [isMissing, setMissing] = useState(false);
  const open = async (): Promise<void> => {
    const answer = await parley.call('windows.openExternal', 'practices').catch(() => null);
    setMissing(!answer?.ok);
  };
  return (
    <>
      <Button appearance="subtle" onClick={() => void open()}>
        {t('general.data.practices')}
      </Button>
      <span role="status">{isMissing && t('general.data.practices.missing')}</span>
    </>
  );
}
