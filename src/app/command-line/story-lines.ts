import type { lineStory } from '#posting';

type Story = NonNullable<Awaited<ReturnType<typeof lineStory>>>;

/** One line's story for people: first what it is, then everything that happened, in order. */
export const storyLines = (story: Story): readonly string[] => [
  JSON.stringify({ ...story, events: undefined }, null, 2),
  '',
  ...story.events.map((event) => `${event.at.toISOString()}  ${event.by.padEnd(14)} ${event.text}`),
];
