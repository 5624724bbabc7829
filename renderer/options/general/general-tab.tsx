/** The General page: error reporting first, then what is collected and who decides, then plain options. */
import type { ReactElement } from 'react';
import { useWords } from '../../state/context.ts';
import { PageTitle, Section } from '../../ui/section.tsx';
import { CollectedData } from './collected-data.tsx';
import { ErrorReporting } from './error-reporting.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { LogFolderButton } from './log-folder.tsx';
import { OptionChoice } from './option-choice.tsx';
import { StartAndClose } from './start-and-close.tsx';

export function GeneralTab(): ReactElement {
  const { t } = useWords();
  return (
    <>
      <PageTitle title={t('options.tab.general')} />
      <ErrorReporting />
      <CollectedData />
      <StartAndClose />
      <Section title={t('general.theme.title')}>
        <OptionChoice option="theme" label={t('general.theme.label')} />
      </Section>
      <Section title={t('general.language.title')}>
        <LanguageChoice />
      </Section>
      <Section title={t('general.logging.title')}>
        <OptionChoice option="logging" label={t('general.logging.label')} help={t('general.logging.help')} />
        <LogFolderButton />
      </Section>
    </>
  );
}
