import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, type Settings } from '#schemas/settings';

/** What `npm start` writes beside its data, so that the command line finds the same house. */
export const settingsFileName = 'settings.json';

/**
 * Reads the settings: the JSON in TILGODE_SETTINGS, or the file that TILGODE_SETTINGS_FILE names, or those of the last
 * `npm start`. Throws with what to do when there are none.
 */
export function loadSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const text = environment['TILGODE_SETTINGS'];
  if (text) return readSettings(parse(text, 'TILGODE_SETTINGS'), environment);
  const file = environment['TILGODE_SETTINGS_FILE'] ?? join('.tilgode', settingsFileName);
  if (!existsSync(file)) {
    throw new Error(
      'There are no settings. Set TILGODE_SETTINGS or TILGODE_SETTINGS_FILE (see docs/operating.md), or run `npm start` once to rehearse.',
    );
  }
  return readSettings(parse(readFileSync(file, 'utf8'), file), environment);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${name} is no JSON`);
  }
}
