import { expect, test } from 'vitest';
import { adviceOn, catalogue, describeProblem, problem, ProblemError, problemOf } from '#kernel';

test.each(Object.entries(catalogue))(
  '%s has advice in whole sentences, an owner and a word on retrying',
  (_code, entry) => {
    expect(entry.advice).toMatch(/^[A-Z].{20,}\.$/);
    expect(entry.advice.length).toBeLessThan(160);
    expect(['accountant', 'clerk', 'operator', 'nobody']).toContain(entry.owner);
    expect(['never', 'later', 'ask-first']).toContain(entry.retry);
  },
);

test('a problem is told with its code, what to do, and where', () => {
  const found = problem('NOT_FOUND', { what: 'line', id: 'T00000010' });
  expect(describeProblem(found)).toBe(
    'NOT_FOUND: There is no such thing here. Check the number. (what: line, id: T00000010)',
  );
});

test('whatever was thrown becomes a problem of the catalogue', () => {
  const known = problem('JOURNAL_NOT_READY', { journal: '1', state: 'built', wanted: 'approved' });
  expect(problemOf(new ProblemError(known))).toBe(known);
  expect(new ProblemError(known).message).toContain(adviceOn(known));
  expect(problemOf(new TypeError('no such method'))).toEqual(problem('UNEXPECTED', { text: 'no such method' }));
  expect(problemOf('a text')).toEqual(problem('UNEXPECTED', { text: 'a text' }));
});
