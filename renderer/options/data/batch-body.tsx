/** What the bytes of a batch say, decoded, with the hash of the exact bytes by which anybody can compare them. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import type { BodyView } from '../../../common/telemetry/views.ts';
import { useParley, useWords } from '../../state/context.ts';
import { Facts } from '../../ui/facts.tsx';

const useStyles = makeStyles({
  text: {
    maxHeight: '320px',
    margin: '0 0 8px',
    padding: '8px',
    overflowY: 'auto',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    userSelect: 'text',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  hash: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, userSelect: 'text' },
});

export function BatchBody({ batchId }: { batchId: string }): ReactElement {
  const styles = useStyles();
  const { t, times } = useWords();
  const parley = useParley();
  const [body, setBody] = useState<BodyView | 'missing' | null>(null);
  useEffect(() => {
    let isCurrent = true;
    parley.call('data.body', batchId).then(
      (answer) => isCurrent && setBody(answer.ok ? answer.value : 'missing'),
      () => isCurrent && setBody('missing'),
    );
    return () => {
      isCurrent = false;
    };
  }, [parley, batchId]);
  if (body === null) return <p role="status">{t('data.loading')}</p>;
  if (body === 'missing') return <p role="status">{t('data.body.missing')}</p>;
  return (
    <>
      {/* Scrolls, so that it must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.text} tabIndex={0} role="region" dir="ltr" aria-label={t('data.body.label')}>
        {body.rendering}
      </pre>
      <Facts
        facts={[
          [
            t('data.body.sha'),
            <code key="hash" className={styles.hash}>
              {body.sha256}
            </code>,
          ],
          [
            t('data.body.when'),
            body.sentAt === null ? t('data.body.notSent') : t('data.body.sentAt', { when: times.exact(body.sentAt) }),
          ],
        ]}
      />
    </>
  );
}
