import { expect, test } from 'vitest';
import { after, allowing, type StateMachine } from '#kernel';

const door: StateMachine<'open' | 'shut' | 'locked', 'shut' | 'open' | 'lock'> = {
  open: { shut: 'shut' },
  shut: { open: 'open', shut: 'shut', lock: 'locked' },
  locked: {},
};

test.each`
  from        | action    | to
  ${'open'}   | ${'shut'} | ${'shut'}
  ${'open'}   | ${'lock'} | ${null}
  ${'shut'}   | ${'shut'} | ${'shut'}
  ${'shut'}   | ${'lock'} | ${'locked'}
  ${'locked'} | ${'open'} | ${null}
`('from $from, $action leads to $to', ({ from, action, to }) => {
  expect(after(door, from, action)).toBe(to);
});

test('where an action is allowed is every state whose row names it', () => {
  expect(allowing(door, 'shut')).toEqual([
    { from: 'open', to: 'shut' },
    { from: 'shut', to: 'shut' },
  ]);
  expect(allowing(door, 'lock')).toEqual([{ from: 'shut', to: 'locked' }]);
});
