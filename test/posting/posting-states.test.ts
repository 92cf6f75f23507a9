import { expect, test } from 'vitest';
import { after } from '#kernel';
import { type PostingAction, postingMachine, postingStarts, type PostingState } from '#posting';

const states: readonly PostingState[] = ['proposed', 'sent', 'confirmed', 'failed'];

test.each<[PostingAction, Readonly<Partial<Record<PostingState, PostingState>>>]>([
  ['send', { proposed: 'sent' }],
  ['confirm', { sent: 'confirmed' }],
  ['fail', { proposed: 'failed', sent: 'failed' }],
  ['takeBack', { sent: 'proposed' }],
  ['retry', { failed: 'proposed' }],
  ['withdraw', { proposed: 'failed' }],
])('%s leads where it should, and nowhere else', (action, ways) => {
  for (const state of states)
    expect([state, after(postingMachine, state, action)]).toEqual([state, ways[state] ?? null]);
});

test('a posting begins as proposed, and what is confirmed stays so', () => {
  expect(postingStarts).toEqual(['proposed']);
  expect(Object.keys(postingMachine).toSorted()).toEqual([...states].toSorted());
  expect(postingMachine.confirmed).toEqual({});
});
