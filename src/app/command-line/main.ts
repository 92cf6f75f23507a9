import { CommanderError } from 'commander';
import { describeProblem, problemOf } from '#kernel';
import { program } from './program.ts';

/** The entry of the command line. Nothing below it ends the process by itself. */
async function main(): Promise<void> {
  const tilgode = program();
  for (const command of [tilgode, ...tilgode.commands, ...tilgode.commands.flatMap((found) => found.commands)]) {
    command.exitOverride();
  }
  try {
    await tilgode.parseAsync(process.argv);
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      process.exitCode = thrown.exitCode === 0 ? 0 : 2;
      return;
    }
    const found = problemOf(thrown);
    process.stderr.write(
      `${found.code === 'UNEXPECTED' ? inPlainWords(thrown, found.context.text) : describeProblem(found)}\n`,
    );
    if (process.env['TILGODE_DEBUG'] && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
    process.exitCode = 1;
  }
}

/** What the system says in codes, said so that somebody can act on it. */
const inPlainWords = (thrown: unknown, text: string): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'EADDRINUSE'
    ? 'The port is taken, perhaps by another `npm start`. Stop it, or choose another port with `--port`.'
    : text;

// `tilgode describe … | head` closes our output early; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exitCode = 0;
});

await main();
