const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words before a document number, in Danish, Polish, German, Swedish, Norwegian and English. */
export const invoiceWords = setOf(
  'FAKTURA FAKTURAER FAKTURAERNE FAKTURANR FAKTURANUMMER FAKTURAN FAKT FAKTNR FAKTURY FAKTURE FAKTUR FAKTURNR FAK FAKNR FKT ' +
    'FA F FV FVS FVAT FS INV INVOICE INVOICES INVNR INVNO RECHNUNG RECHNUNGEN RECHNUNGSNR RECHNUNGSNUMMER RECHN RECH RG RGNR ' +
    'RE RNR RENR REGNING REGNINGER REGNINGSNR BILAG BILAGSNR BELEG BELEGNR KREDITNOTA KREDITNOTE KREDITNR GUTSCHRIFT ' +
    'KOREKTA DOKUMENT DOKUMENTY DOK DOC DOKNR NUMERY OPKRAEVNING RACHUNKI',
);

/** Words that say nothing of their own: what was said before them still holds. */
export const neutralWords = setOf('NR NO NUM NUMER NUMMER NUMMERN NUMBER NRY N');

/** Words between the members of a list; they may touch the numbers. */
export const joiningWords = setOf('OG I AND UND ORAZ A SAMT ET');

/** Words between the ends of a range. */
export const rangeWords = setOf('TIL TO DO BIS');

/** The digits after these are of another kind: telephones, accounts, tax and customer numbers, dates, amounts. */
export const otherWords = setOf(
  'TLF TLFNR TEL TELEFON TELEFONNR PHONE MOB MOBIL MOBILNR FAX CVR CVRNR SE CPR CPRNR NIP REGON PESEL KRS VAT VATNR IDC UST MVA ' +
    'IBAN BIC SWIFT KONTO KONTONR KTO KTONR RACHUNEK RACHUNKU RACH NRB REG REGNR ACCOUNT ACC BLZ GIRO EAN GLN ' +
    'KUNDE KUNDENR KUNDENUMMER KUNDNR KNR KDNR KUNDENNUMMER KUNDENNR KD KUNDEN DEBITOR DEBITORNR KLIENT KLIENTA CUSTOMER ' +
    'MEDLEM MEDLEMSNR AFTALE AFTALENR PBS BS FIK KID OCR ' +
    'DATO DATUM DATA DATE DNIA DNIU DEN VOM DATED PR KL BELOB KWOTA AMOUNT BETRAG TOTAL IALT SUM SUMA SUMME',
);

export const currencyWords = setOf('DKK KR KRONER EUR EURO PLN ZL ZLOTYCH SEK NOK USD GBP CHF CZK');

/** The fields of a Polish transfer with split payment; only what stands in `/INV/` names a document. */
export const splitPaymentFields = setOf('VAT IDC INV TXT');
