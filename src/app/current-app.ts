import { loadSettings } from './load-settings.ts';
import { type App, openApp } from './open-app.ts';
import { type SignIn, signInOf } from './sign-in.ts';

interface Current {
  readonly app: App;
  readonly signIn: SignIn;
}

let current: Promise<Current> | null = null;

/** The app of this process: opened at the first use, from the settings of the environment. */
export function currentApp(): Promise<Current> {
  current ??= open().catch((thrown: unknown) => {
    // The next request tries again: the database may have been away for a moment.
    current = null;
    throw thrown;
  });
  return current;
}

async function open(): Promise<Current> {
  const settings = loadSettings(process.env);
  return { app: await openApp(settings), signIn: signInOf(settings.signIn) };
}

/** Gives connections back before the process ends. */
export async function closeCurrentApp(): Promise<void> {
  const open = current;
  current = null;
  await (await open)?.app.close();
}
