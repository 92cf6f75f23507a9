import { Option } from 'commander';

/** Every command that prints a result has it as JSON too. */
export const jsonOption = (): Option => new Option('--json', 'print the result as JSON').default(false);
