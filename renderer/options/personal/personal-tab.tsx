/** The Personal page: signing in, and what belongs to the one who is signed in. */
import { useEffect, useRef, type ReactElement } from 'react';
import { useSnapshot, useWords } from '../../state/context.ts';
import { PageTitle } from '../../ui/section.tsx';
import { useNews } from '../../ui/use-news.ts';
import { AccountSection } from './account-section.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function PersonalTab(): ReactElement {
  const { t } = useWords();
  const { account } = useSnapshot();
  const isSignedIn = account.state === 'signed-in';
  const content = useRef<HTMLDivElement>(null);
  const wasSignedIn = useRef(isSignedIn);
  useNews(
    isSignedIn
      ? t('personal.signedIn.announce', { name: account.displayName ?? account.account ?? '' })
      : t('personal.signedOut.announce'),
  );
  useEffect(() => {
    if (wasSignedIn.current === isSignedIn) return;
    wasSignedIn.current = isSignedIn;
    // The form or the buttons that had the focus are gone: whoever used them continues with what came in their place.
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) content.current?.focus();
  }, [isSignedIn]);
  return (
    <>
      <PageTitle title={t('personal.title')} />
      <div ref={content} tabIndex={-1} style={{ outline: 'none' }}>
        {isSignedIn ? <AccountSection account={account} /> : <SignInForm />}
      </div>
    </>
  );
}
