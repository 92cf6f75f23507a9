import { expect, test } from 'vitest';
import { isLockText, judge, statusTable } from '../../bc-connector/client/status-table.ts';

const judged = (status: number, code: string, text: string, api: 'extension' | 'standard') =>
  judge({ status, code, text, api, correlationId: 'c', url: '/v2.0/x', retryAfterInMs: 0 });

const upgrade = 'You must run the data upgrade for the tenant.';
const lock = 'The operation could not complete because a record was locked by another user.';
const deadlock = 'Your activity was deadlocked with another user.';

test.each`
  status | code                                      | text        | api            | action              | problem
  ${401} | ${'Authentication_InvalidCredentials'}    | ${''}       | ${'standard'}  | ${'new-token-once'} | ${'BC_SIGN_IN_FAILED'}
  ${403} | ${'Authorization_RequestDenied'}          | ${''}       | ${'standard'}  | ${'stop'}           | ${'BC_FORBIDDEN'}
  ${403} | ${''}                                     | ${''}       | ${'extension'} | ${'stop'}           | ${'BC_FORBIDDEN'}
  ${400} | ${'Authorization_RequestDenied'}          | ${''}       | ${'standard'}  | ${'stop'}           | ${'BC_FORBIDDEN'}
  ${404} | ${'BadRequest_NotFound'}                  | ${''}       | ${'extension'} | ${'stop'}           | ${'BC_EXTENSION_MISSING'}
  ${404} | ${'BadRequest_ResourceNotFound'}          | ${''}       | ${'extension'} | ${'stop'}           | ${'BC_EXTENSION_MISSING'}
  ${404} | ${'BadRequest_ResourceNotFound'}          | ${''}       | ${'standard'}  | ${'per-record'}     | ${'BC_RECORD_NOT_FOUND'}
  ${404} | ${'Internal_RecordNotFound'}              | ${''}       | ${'extension'} | ${'per-record'}     | ${'BC_RECORD_NOT_FOUND'}
  ${404} | ${'Internal_CompanyNotFound'}             | ${''}       | ${'extension'} | ${'per-record'}     | ${'BC_RECORD_NOT_FOUND'}
  ${400} | ${'Application_DialogException'}          | ${''}       | ${'extension'} | ${'refuse'}         | ${'BC_REFUSED'}
  ${400} | ${'Application_FieldValidationException'} | ${''}       | ${'extension'} | ${'refuse'}         | ${'BC_REFUSED'}
  ${400} | ${'Application_CallbackNotAllowed'}       | ${''}       | ${'extension'} | ${'refuse'}         | ${'BC_REFUSED'}
  ${400} | ${'Internal_DataNotFoundFilter'}          | ${''}       | ${'extension'} | ${'reread'}         | ${'BC_REFUSED'}
  ${400} | ${'Internal_EntityWithSameKeyExists'}     | ${''}       | ${'extension'} | ${'reread'}         | ${'BC_KEY_TAKEN'}
  ${409} | ${'Internal_EntityWithSameKeyExists'}     | ${''}       | ${'extension'} | ${'reread'}         | ${'BC_KEY_TAKEN'}
  ${400} | ${'BadRequest_InvalidToken'}              | ${''}       | ${'standard'}  | ${'reread'}         | ${'BC_CONFLICT'}
  ${409} | ${'Request_EntityChanged'}                | ${''}       | ${'standard'}  | ${'reread'}         | ${'BC_CONFLICT'}
  ${412} | ${''}                                     | ${''}       | ${'standard'}  | ${'reread'}         | ${'BC_CONFLICT'}
  ${400} | ${'BadRequest'}                           | ${''}       | ${'standard'}  | ${'refuse'}         | ${'BC_REFUSED'}
  ${400} | ${'Unknown'}                              | ${''}       | ${'standard'}  | ${'refuse'}         | ${'BC_REFUSED'}
  ${405} | ${''}                                     | ${''}       | ${'standard'}  | ${'stop'}           | ${'BC_MISCONFIGURED'}
  ${408} | ${''}                                     | ${''}       | ${'standard'}  | ${'back-off'}       | ${'BC_BUSY'}
  ${429} | ${'Application_TooManyRequests'}          | ${''}       | ${'standard'}  | ${'back-off'}       | ${'BC_BUSY'}
  ${502} | ${''}                                     | ${''}       | ${'standard'}  | ${'back-off'}       | ${'BC_BUSY'}
  ${503} | ${''}                                     | ${''}       | ${'standard'}  | ${'back-off'}       | ${'BC_BUSY'}
  ${504} | ${''}                                     | ${''}       | ${'standard'}  | ${'back-off'}       | ${'BC_BUSY'}
  ${0}   | ${''}                                     | ${''}       | ${'standard'}  | ${'back-off'}       | ${'BC_BUSY'}
  ${500} | ${'Internal_ServerError'}                 | ${lock}     | ${'extension'} | ${'lock-retry'}     | ${'BC_BUSY'}
  ${500} | ${''}                                     | ${deadlock} | ${'extension'} | ${'lock-retry'}     | ${'BC_BUSY'}
  ${500} | ${'Internal_ServerError'}                 | ${''}       | ${'extension'} | ${'back-off'}       | ${'BC_BUSY'}
  ${400} | ${'Application_DialogException'}          | ${upgrade}  | ${'extension'} | ${'pause'}          | ${'BC_UPGRADING'}
  ${503} | ${''}                                     | ${upgrade}  | ${'standard'}  | ${'pause'}          | ${'BC_UPGRADING'}
  ${413} | ${''}                                     | ${''}       | ${'standard'}  | ${'refuse'}         | ${'BC_REFUSED'}
  ${302} | ${''}                                     | ${''}       | ${'standard'}  | ${'stop'}           | ${'BC_ANSWER_UNREADABLE'}
`('$status $code on the $api API "$text": $action, $problem', ({ status, code, text, api, action, problem }) => {
  expect(judged(status, code, text, api)).toMatchObject({ action, problem: { code: problem } });
});

test('every row of the table is the answer to something', () => {
  const reached = new Set<string>();
  for (const api of ['extension', 'standard'] as const) {
    for (const code of ['', 'Authorization_X', 'Application_X', 'BadRequest_InvalidToken', 'Internal_RecordNotFound']) {
      for (let status = 0; status < 600; status++) reached.add(judged(status, code, '', api).name);
    }
  }
  for (const code of ['Internal_DataNotFoundFilter', 'Internal_EntityWithSameKeyExists']) {
    reached.add(judged(400, code, '', 'extension').name);
  }
  for (const text of [upgrade, lock]) reached.add(judged(500, '', text, 'extension').name);
  expect([...reached].sort()).toEqual(statusTable.map(({ name }) => name).sort());
});

test('a programming error of AL is no lock, though it stops a posting too', () => {
  expect(isLockText('The transaction cannot be completed because it will cause inconsistencies.')).toBe(false);
  expect(isLockText(lock)).toBe(true);
});
