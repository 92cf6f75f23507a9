import { sql } from 'kysely';
import { test } from 'vitest';
import { controlTotals, postPayments, proposePostings, lineStory } from '#posting';
import { statistics, listLines } from '#statistics';
import { knownDate, minor } from '#kernel';
import { testDatabase } from '#test/database';
import { movementFacts } from '../../src/posting/movement-facts.ts';
import { totalsGaps } from '../../src/posting/file-totals.ts';
import { foundCompany, parts, bcCompanyId, sendJournal } from './books.ts';
import { receiveFile } from './files-received.ts';

test('scale', async () => {
  const database = await testDatabase();
  const { db } = database;
  await foundCompany(db);
  const j = await sendJournal(db, [[{ customer: 'K1', minor: 100 }]]);
  await receiveFile(db, j.lines.map((line) => ({ line })));
  const n = 100_000;
  await sql`insert into customer select 1, 'X'||i, 'x'||i, 'X'||i, 'n','','','','','DK','','DKK','','BS',false,'' from generate_series(1,${n}::int) i`.execute(db);
  await sql`insert into claim (company_id,bc_id,entry_number,document_type,document_number,customer_number,posting_date,due_date,currency,original_minor,remaining_minor,is_open,on_hold,dispute_status,applies_to_id,is_eligible,block_reason,scheme_code,description,modified_at,read_number)
    select 1,'b'||i,1000000+i,'Invoice','d'||i,'X'||i,'2026-03-01','2026-03-02','DKK',100,100,true,'','','',true,'','BS','','',1 from generate_series(1,${n}::int) i`.execute(db);
  await sql`insert into collection_line (company_id,journal_id,agreement_id,reference,customer_number,debtor_group,payment_date,direction,amount_minor,currency,state,delivery_id,paid_minor)
    select 1,1,1,'R'||i,'X'||i,'00001','2026-03-03','collect',100,'DKK','paid',1,100 from generate_series(1,${n}::int) i`.execute(db);
  await sql`insert into line_claim select l.id, c.id, 100, true from collection_line l join claim c on c.document_number = 'd'||substr(l.reference,2) where l.reference like 'R%'`.execute(db);
  await sql`insert into event (company_id,stream,stream_id,type,patch,done_by,at) select 1,'collection_line',id,'export','{"delivery_id":1}','x',now() from collection_line where reference like 'R%'`.execute(db);
  await sql`update journal set open_count=open_count+${n}::int, chosen_count=chosen_count+${n}::int, open_minor=open_minor+${n*100}::int, chosen_minor=chosen_minor+${n*100}::int`.execute(db);
  await sql`update delivery set collections=collections+${n}::int, net_minor=net_minor+${n*100}::int`.execute(db);
  await sql`update inbound_file set fact_count=fact_count+${n}::int, effect_minor=effect_minor+${n*100}::int`.execute(db);
  await sql`insert into payment (company_id,agreement_id,file_id,line_number,record_code,kind,means,debtor_group,customer_number,asked_minor,actual_minor,effect_minor,reference,bookkeeping_date,payment_key,state,line_id)
    select 1,1,1,l.id+10,'0236','paid','automatic','00001',customer_number,100,100,100,reference,'2026-03-03','k'||l.id,'matched',l.id from collection_line l where reference like 'R%'`.execute(db);
  await sql`insert into allocation (company_id,payment_id,line_id,claim_id,customer_number,amount_minor,rung,explanation) select 1,p.id,p.line_id,s.claim_id,p.customer_number,100,'r','{}' from payment p join line_claim s on s.line_id=p.line_id where p.reference like 'R%'`.execute(db);
  await sql`insert into file_record select 1, line_number, 0, 1, 'x' from payment where line_number > 1`.execute(db);
  process.stdout.write('SCALE loaded\n');
  await sql`analyze`.execute(db);
  const timed = async (what: string, run: () => Promise<unknown>) => {
    const at = performance.now();
    const got = await run();
    process.stdout.write(`SCALE ${what}: ${Math.round(performance.now() - at)} ms ${JSON.stringify(got)?.slice(0, 150)}\n`);
  };
  await timed('gaps', () => totalsGaps(db, 1));
  const one = { companyId: 1, sign: 'payments' as const, today: parts.moment.today, afterId: 0, limit: 2000, blockedFiles: [], blockedDeliveries: [] };
  await timed('page', () => db.transaction().execute((tx) => movementFacts(tx, one)).then((r) => r.length));
  await timed('propose', () => proposePostings({ companyId: 1 }, { database, ...parts }).then((r) => ({ ...r, work: r.work.length })));
  await timed('propose again', () => proposePostings({ companyId: 1 }, { database, ...parts }).then((r) => ({ ...r, work: r.work.length })));
  const bc = { findPayment: () => Promise.resolve(null), postPayment: () => Promise.resolve({ outcome: 'posted' as const, id: 'x', documentNumber: 'D', entryNumber: 1 }) };
  await timed('post 5000 in ranges of 200', async () => { let p = 0; for (let i = 0; i < 25; i++) p += (await postPayments({ companyId: 1, fromId: i * 200, toId: i * 200 + 199 }, { database, ...parts, bc, bcCompanyId })).posted; return p; });
  await timed('post 20000 in one range', () => postPayments({ companyId: 1, fromId: 0, toId: 25000 }, { database, ...parts, bc, bcCompanyId }));
  await timed('totals', () => controlTotals(db, { companyId: 1 }).then((t) => t.ties.filter((x) => !x.ok)));
  await timed('statistics', () => statistics(db, { companyId: 1, from: knownDate('2026-03-01'), to: knownDate('2026-03-31'), by: 'day' }).then((s) => s.rows.length));
  await timed('list', () => listLines(db, { companyId: 1, channel: 'betalingsservice', figure: 'openExceptions', from: knownDate('2026-03-01'), to: knownDate('2026-03-31') }, { limit: 100 }).then((l) => l.length));
  await timed('story', () => lineStory(db, { companyId: 1, reference: 'R50000' }, parts.moment.at).then((s) => s?.events.length));
  await timed('story by entry', () => lineStory(db, { companyId: 1, entryNumber: 1050000 }, parts.moment.at).then((s) => s?.events.length));
  await database.close();
  void minor;
});
