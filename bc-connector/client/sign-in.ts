import { AuthError, ConfidentialClientApplication } from '@azure/msal-node';
import { fail, ok, type Result } from '#kernel';
import type { CheckedSettings } from './settings.ts';

export interface SignInFault {
  readonly text: string;
  /** The token endpoint was out of reach or out of order; nothing is wrong with the app registration. */
  readonly isTemporary: boolean;
}

export interface SignIn {
  /** The token in use; MSAL keeps it until five minutes before it ends. */
  readonly token: () => Promise<Result<string, SignInFault>>;
  /** A new token in place of one that was refused. Several who ask for the same are answered by one sign-in. */
  readonly renew: (refused: string) => Promise<Result<string, SignInFault>>;
}

/** What Entra says when the registration is wrong; everything else may pass by itself. */
const lasting = /^(?:invalid_|unauthorized_|unsupported_|access_denied|authority_)/;

/** Signs in to Entra with client credentials. */
export function createSignIn(settings: CheckedSettings): SignIn {
  const { authority, authorityMetadata, clientId, clientSecret, scope, timeoutInMs } = settings;
  const { host } = new URL(authority);
  const app = new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret,
      authority,
      ...(authorityMetadata === null ? {} : { authorityMetadata }),
      // MSAL believes only hosts it knows; the port is part of the name (azure-functions.md 5).
      ...(host === 'login.microsoftonline.com' ? {} : { knownAuthorities: [host] }),
    },
  });
  /** The sign-in under way, if any: whoever asks meanwhile waits for the same one. MSAL would ask Entra for each. */
  let underWay: Promise<Result<string, SignInFault>> | null = null;

  const acquire = async (skipCache: boolean): Promise<Result<string, SignInFault>> => {
    try {
      const asked = app.acquireTokenByClientCredential({ scopes: [scope], skipCache });
      const answer = await within(timeoutInMs, asked);
      // A token endpoint that answers 404 with a JSON body gives an empty token and no error (azure-functions.md 5).
      return answer?.accessToken ? ok(answer.accessToken) : fail({ text: 'Entra gave no token.', isTemporary: false });
    } catch (thrown) {
      return fail(faultOf(thrown));
    }
  };
  const shared = (skipCache: boolean): Promise<Result<string, SignInFault>> => {
    underWay ??= acquire(skipCache).finally(() => {
      underWay = null;
    });
    return underWay;
  };
  return {
    token: () => shared(false),
    renew: async (refused) => {
      const current = await shared(false);
      return current.ok && current.value !== refused ? current : shared(true);
    },
  };
}

function faultOf(thrown: unknown): SignInFault {
  if (thrown instanceof AuthError) {
    const [firstLine = ''] = thrown.message.split(/[\r\n]/);
    return { text: firstLine.slice(0, 300), isTemporary: !lasting.test(thrown.errorCode) };
  }
  return { text: thrown instanceof Error ? thrown.message.slice(0, 300) : 'Entra did not answer.', isTemporary: true };
}

/** MSAL knows no time limit of its own. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Entra did not answer in time.')), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
