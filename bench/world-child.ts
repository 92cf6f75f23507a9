import { knownDate } from '#kernel';
import { createWorld } from '#rehearsal';

/** Hosts the rehearsal world for a bench, in a process of its own, so that its memory is not counted as ours. */
const [folder = '', customers = '0', entriesPerCustomer = '0'] = process.argv.slice(2);
const world = await createWorld({
  seed: 1,
  customers: Number(customers),
  entriesPerCustomer: Number(entriesPerCustomer),
  folder,
  startDate: knownDate('2026-01-12'),
});
process.on('message', (asked) => {
  if (asked === 'poll') void world.nets.poll().then((taken) => process.send?.({ taken }));
});
process.on('disconnect', () => process.exit(0));
process.send?.(world.addresses);
