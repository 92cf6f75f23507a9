import { nets0603Format, nets0605Format, nets0621Format } from '#channels/betalingsservice';
import { danskeColFormat } from '#channels/danske-bank';
import { ls0602Format, ls0690Format, ls30Format, ls40Format } from '#channels/leverandoerservice';
import { camt055Format, pain001Format, pain002Format, pain008Format } from '#channels/sepa';
import {
  bai2Format,
  bphCommaFormat,
  bzwbkPipeFormat,
  camtFormats,
  cmkvFormat,
  cmkxksxFormat,
  elixir0Format,
  fi0Format,
  mt940Format,
  mt942Format,
  pekaoCommaFormat,
  xmlFormat,
} from '#channels/statements';
import type { FileFormat } from '#schemas/kit';
import { netsFormats } from './nets-formats.ts';

/**
 * Every format we know, in the order in which they are asked: those that begin with an unmistakable mark first, XML of any
 * other kind last. A new format is a new line here.
 */
export const formats: readonly FileFormat[] = [
  ...netsFormats,
  nets0603Format,
  nets0605Format,
  nets0621Format,
  ls40Format,
  ls0690Format,
  ls0602Format,
  ls30Format,
  danskeColFormat,
  pain008Format,
  pain002Format,
  camt055Format,
  pain001Format,
  ...camtFormats,
  mt940Format,
  mt942Format,
  fi0Format,
  cmkvFormat,
  cmkxksxFormat,
  bai2Format,
  elixir0Format,
  bzwbkPipeFormat,
  bphCommaFormat,
  pekaoCommaFormat,
  xmlFormat,
];
