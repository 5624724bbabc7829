/** A titled part of a page. */
import { makeStyles, mergeClasses, Subtitle2, Title3, tokens } from '@fluentui/react-components';
import { useId, type ReactElement, type ReactNode } from 'react';

const useStyles = makeStyles({
  section: { maxWidth: '640px', marginBlockEnd: '32px' },
  title: { display: 'block', margin: '0 0 8px' },
  pageTitle: { display: 'block', margin: '0 0 12px' },
  intro: { margin: '0 0 12px', color: tokens.colorNeutralForeground2 },
  pageIntro: { marginBlockEnd: '20px', maxWidth: '640px' },
});

export function PageTitle({ title, intro }: { title: string; intro?: string }): ReactElement {
  const styles = useStyles();
  return (
    <>
      <Title3 as="h1" className={styles.pageTitle}>
        {title}
      </Title3>
      {intro !== undefined && <p className={mergeClasses(styles.intro, styles.pageIntro)}>{intro}</p>}
    </>
  );
}

export function Section(props: { title: string; intro?: string; children: ReactNode }): ReactElement {
  const styles = useStyles();
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <Subtitle2 as="h2" id={id} className={styles.title}>
        {props.title}
      </Subtitle2>
      {props.intro !== undefined && <p className={styles.intro}>{props.intro}</p>}
      {props.children}
    </section>
  );
}
