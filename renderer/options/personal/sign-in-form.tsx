/** Signing in. The password is handed to main once and wiped from the window, whatever the answer is. */
import { Button, Field, Input, makeStyles } from '@fluentui/react-components';
import { useEffect, useRef, useState, type FormEvent, type ReactElement, type RefObject } from 'react';
import type { SignInFailure } from '../../../common/ipc/snapshot.ts';
import { useParley, useSnapshot, useWords } from '../../state/context.ts';
import { FailureBox } from '../../ui/failure-box.tsx';
import { Section } from '../../ui/section.tsx';
import { MAX_ACCOUNT_LENGTH, MAX_PASSWORD_LENGTH } from './limits.ts';

type FieldProblem = 'missing' | 'tooLong' | null;
const problemOf = (value: string, limit: number): FieldProblem =>
  value === '' ? 'missing' : value.length > limit ? 'tooLong' : null;

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '12px', maxWidth: '360px' },
  button: { alignSelf: 'flex-start', minWidth: '112px' },
});

export function SignInForm(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const account = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const form = useSignIn(account, password);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (form.failure !== null) summary.current?.focus();
  }, [form.failure]);
  const { problems, isBusy } = form;
  return (
    <Section title={t('personal.signIn.title')} intro={t('personal.signIn.intro')}>
      <form className={styles.form} noValidate onSubmit={form.submit} aria-busy={isBusy}>
        {form.failure !== null && (
          <FailureBox ref={summary} title={t('personal.failed.title')} text={t(`personal.failed.${form.failure}`)} />
        )}
        <Field
          label={t('personal.account')}
          hint={t('personal.account.hint')}
          required
          {...(problems.account && { validationMessage: t(`personal.account.${problems.account}`) })}
        >
          <Input
            input={{ ref: account }}
            type="text"
            inputMode="email"
            autoComplete="username"
            spellCheck={false}
            readOnly={isBusy}
          />
        </Field>
        <Field
          label={t('personal.password')}
          required
          {...(problems.password && { validationMessage: t(`personal.password.${problems.password}`) })}
        >
          <Input
            input={{ ref: password }}
            type="password"
            autoComplete="off"
            readOnly={isBusy}
            value={form.secret}
            onChange={(_event, { value }) => form.setSecret(value)}
          />
        </Field>
        <Button type="submit" appearance="primary" className={styles.button} disabledFocusable={isBusy}>
          {isBusy ? t('personal.signIn.busy') : t('personal.signIn')}
        </Button>
      </form>
    </Section>
  );
}

interface SignIn {
  readonly isBusy: boolean;
  readonly failure: SignInFailure | 'unknown' | null;
  readonly problems: { readonly account: FieldProblem; readonly password: FieldProblem };
  readonly secret: string;
  readonly setSecret: (secret: string) => void;
  readonly submit: (event: FormEvent) => void;
}

function useSignIn(account: RefObject<HTMLInputElement | null>, password: RefObject<HTMLInputElement | null>): SignIn {
  const parley = useParley();
  const isMainBusy = useSnapshot().account.state === 'signing-in';
  const [secret, setSecret] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<SignIn['failure']>(null);
  const [problems, setProblems] = useState<SignIn['problems']>({ account: null, password: null });
  const isBusy = isAsking || isMainBusy;
  const run = async (): Promise<void> => {
    const name = account.current?.value.trim() ?? '';
    const found = {
      account: problemOf(name, MAX_ACCOUNT_LENGTH),
      password: problemOf(secret, MAX_PASSWORD_LENGTH),
    };
    setProblems(found);
    setFailure(null);
    if (found.account) return account.current?.focus();
    if (found.password) return password.current?.focus();
    setAsking(true);
    const answer = await parley.call('account.signIn', name, secret).catch(() => null);
    setSecret('');
    setAsking(false);
    if (!answer?.ok) setFailure(answer ? answer.reason : 'unknown');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isBusy) void run();
  };
  return { isBusy, failure, problems, secret, setSecret, submit };
}
