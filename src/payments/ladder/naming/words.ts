const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/**
 * Legal forms as they look once blanks and points are gone, Danish, Norwegian, Swedish, Finnish, Polish, German, English and
 * what else trades with them; each with the form that it is another way to write.
 */
export const legalForms: ReadonlyMap<string, string> = new Map([
  ...'as aps is ks ps ivs amba fmba smba asa ans ab hb oy oyj spzoo sa spk spj spp psa ska sc gmbh ag kg kgaa ohg ug gbr ek ev eg'
    .split(' ')
    .map((form): [string, string] => [form, form]),
  ...'ltd plc llc llp inc corp bv nv sarl sas srl spa sro se'.split(' ').map((form): [string, string] => [form, form]),
  ['aktieselskab', 'as'],
  ['aksjeselskap', 'as'],
  ['anpartsselskab', 'aps'],
  ['interessentskab', 'is'],
  ['kommanditselskab', 'ks'],
  ['aktiebolag', 'ab'],
  ['spolkazograniczonaodpowiedzialnoscia', 'spzoo'],
  ['spolkazoo', 'spzoo'],
  ['zoo', 'spzoo'],
  ['spolkaakcyjna', 'sa'],
  ['spolkakomandytowa', 'spk'],
  ['spolkajawna', 'spj'],
  ['spolkacywilna', 'sc'],
  ['mbh', 'gmbh'],
  ['aktiengesellschaft', 'ag'],
  ['kommanditgesellschaft', 'kg'],
  ['limited', 'ltd'],
  ['incorporated', 'inc'],
  ['corporation', 'corp'],
  ['gmbhcokg', 'gmbhcokg'],
  ['gmbhcompkg', 'gmbhcokg'],
]);

/** Legal forms of so few letters that inside a name they may be initials or a word: only the end of a name makes them one. */
export const shortForms = setOf('as is ks ps ans ab hb sa sc ska ag kg ug ek ev eg bv nv sas spa se');

/** Said before or after a name, and no part of it. */
export const titles = setOf(
  'hr fru frk hrog mr mrs ms miss sir dr prof phd herr herrn frau fraulein pan pani panstwo mgr inz ing dipl lek mag advokat',
);

/** Between the parts of a name, or before a surname. */
export const joiningWords = setOf('og i oraz und and et samt von van de der den af du la the');

/** Between two people who share an account. */
export const coupleWords = setOf('og i oraz und and');
