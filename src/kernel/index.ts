export * from './bank-calendar.ts';
export * from './calendar-date.ts';
export * from './check-digits.ts';
export * from './clock.ts';
export * from './ids.ts';
export * from './money.ts';
export * from './problem.ts';
export * from './result.ts';
