/** The parser of citations: the agreed table, other forms of every state, what it must leave alone. */
import fs from 'node:fs'
import { parse as parseCsv } from 'csv-parse/sync'
import t from 'tap'
import {
  canonicalOf,
  citationKey,
  divisionOf,
  jurisdictionOf
} from '../../src/evidence/citations/canonical.js'
import { type Code, codes, places } from '../../src/evidence/citations/catalogue.js'
import {
  type Citation,
  type ParseOptions,
  parseCitations,
  parseCounted,
  parseInSlices
} from '../../src/evidence/citations/parse.js'
import { rootPath } from '../../src/paths.js'

type Row = Record<string, string>
const table = (name: string): Row[] =>
  parseCsv(fs.readFileSync(rootPath('test/evidence', name)), { columns: true })

/** The columns of the tables; a list is parted by `;`, and what all of it shares is said once. */
function asRow(citations: Citation[]): Row {
  const column = (value: (citation: Citation) => string | number | null) => {
    const values = citations.map((citation) => String(value(citation) ?? ''))
    return new Set(values).size === 1 ? (values[0] ?? '') : values.join(';')
  }
  const sections = citations.map(({ section }) => section ?? '')
  return {
    jurisdiction: column(({ jurisdiction }) => jurisdiction),
    code: column(({ code }) => code),
    container: column(({ container }) => container),
    section: sections.some(Boolean) ? sections.join(';') : '',
    pinpoint: column(({ pinpoint }) => pinpoint),
    edition_year: column(({ editionYear }) => editionYear)
  }
}

const expected = ({ note: _note, input: _input, canonical: _canonical, ...rest }: Row) => rest

/** What a text holds, in short: `us-mn minn-stat 626.8475` or the reason. */
const brief = (text: string, options?: ParseOptions) =>
  parseCitations(text, options).map(({ code, reason, container, section, pinpoint }) =>
    [code ?? reason, container, section, pinpoint].filter((part) => part !== null).join(' ')
  )

const only = (text: string, options?: ParseOptions): Citation => {
  const [citation, ...more] = parseCitations(text, options)
  if (!citation || more.length > 0) throw new Error(`expected one citation in: ${text}`)
  return citation
}

/** A text without citations has no columns at all. */
const present = (row: Row) => (Object.values(row).every((value) => value === '') ? {} : row)

t.test('every citation of the agreed table has the parts that it says', async (t) => {
  const rows = table('citation-cases.csv')
  t.equal(rows.length, 31)
  for (const row of rows)
    t.match(asRow(parseCitations(row['input'] ?? '')), present(expected(row)), `${row['input']}`)
  t.strictSame(parseCitations('duty to intercede'), [], 'a popular name is no citation')
})

t.test('the same and other forms are read in every state', async (t) => {
  const rows = table('citation-forms.csv')
  const states = new Set(rows.map(({ jurisdiction }) => jurisdiction))
  for (const { id } of places) if (id !== 'us-mp') t.ok(states.has(id), `there is a form of ${id}`)
  for (const row of rows) {
    const text = row['input'] ?? ''
    const citations = parseCitations(text)
    t.strictSame(asRow(citations), expected(row), text)
    t.equal(citations.map(({ canonical }) => canonical).join(' ; '), row['canonical'], text)
    t.equal(citations[0]?.start, 0, `${text}: from its first word`)
    t.equal(citations.at(-1)?.end, [...text].length, `${text}: to its last`)
    for (const { reason } of citations) t.equal(reason, undefined, text)
  }
})

t.test('our own form of a citation is read back as the same citation', async (t) => {
  for (const row of [...table('citation-cases.csv'), ...table('citation-forms.csv')])
    for (const citation of parseCitations(row['input'] ?? '')) {
      if (citation.canonical === null) continue
      const again = only(citation.canonical)
      t.strictSame(citationKey(again), citationKey(citation), citation.canonical)
      t.equal(again.pinpoint, citation.pinpoint, citation.canonical)
      t.equal(again.canonical, citation.canonical)
    }
})

/** Section numbers of many bodies of law, of which each code has at least one. */
const NUMBERS =
  '626.8475 6700.1600 13A-3-27 11.81.370 13-410 18-8-802 7-16 35-41-3-3 14:20 106-L:20 52:17B-4.14 835a 287.8 10.93.190 259-008-0010 139-01-310 R13-4-105 901-1 1:140 390:10-1-1 109:2-1-01 106-2-1 5-301 2020-13 044-05 2-84-310 LES 3.01'
    .replace('LES 3', 'LES_3')
    .split(' ')
    .map((number) => number.replace('_', ' '))

function sample(code: Code): { container: string | null; section: string } | undefined {
  const section = ['09B .0101', ...NUMBERS].find((number) => {
    if (!code.shape) return number === '626.8475'
    code.shape.plain.lastIndex = 0
    return code.shape.plain.exec(number)?.[0] === number
  })
  const container = code.form === 'act' ? '5/10' : code.contained ? '5' : null
  return section === undefined ? undefined : { container, section }
}

t.test('every code is found by the name that we write', async (t) => {
  const named = [...codes.values()].filter(
    ({ kind, form, slug }) =>
      kind !== 'session' && !['const', 'law'].includes(form) && !/(^|-)eo$|^stat$/.test(slug)
  )
  t.ok(named.length > 250, `${named.length} codes`)
  for (const code of named) {
    const parts = sample(code)
    t.ok(parts, `${code.slug} has a sample`)
    const canonical = canonicalOf({ code: code.slug, pinpoint: '(a)', ...parts } as Citation) ?? ''
    t.match(only(canonical), { code: code.slug, jurisdiction: code.place, ...parts }, canonical)
  }
  const session = [...codes.values()].filter(({ kind }) => kind === 'session')
  t.ok(session.length > 60, `${session.length} session laws`)
  for (const { slug, place, name, form } of session) {
    const volume = form === 'before' ? '82' : '2020'
    const citation = only(`${volume} ${name} ch. 12, § 3`)
    t.match(citation, { code: slug, jurisdiction: place, container: `${volume}-ch12` }, name)
  }
})

t.test('every statute of the bundled dataset is found by its citation', async (t) => {
  const law = JSON.parse(fs.readFileSync(rootPath('data/record/20-law.json'), 'utf8'))
  const numbered = law.statutes.filter(({ code }: Row) => code !== 'doj-policy')
  t.ok(numbered.length >= 40)
  for (const { citation, code, section, jurisdiction } of numbered) {
    const found = only(citation)
    const key = citationKey(found)
    t.match(key, { code, section }, citation)
    t.equal(divisionOf(key.jurisdiction ?? ''), jurisdiction, citation)
    t.equal(found.canonical, citation)
  }
})

t.test('a key is what the rows of statutes are looked up by', async (t) => {
  const key = (text: string) => citationKey(only(text))
  t.strictSame(key('720 ILCS 5/7-16'), {
    jurisdiction: 'us-il',
    code: 'ilcs',
    container: '720/5',
    section: '720/5/7-16'
  })
  t.equal(key('Mass. Gen. Laws ch. 6E, § 15(a)').section, '6E/15')
  t.equal(key('20 V.S.A. § 2368').section, '20/2368')
  t.equal(key('2Sp2020 c 1 s 23').section, '2020-2s-ch1/23')
  t.match(key('Minn. Stat. ch. 626'), { container: '626', section: null })
  for (const id of [
    'ocd-division/country:us',
    'ocd-division/country:us/state:mn',
    'ocd-division/country:us/district:dc',
    'ocd-division/country:us/territory:pr',
    'ocd-division/country:us/state:mn/place:st_paul'
  ])
    t.equal(divisionOf(jurisdictionOf(id)), id)
  t.equal(jurisdictionOf('us-mn'), 'us-mn')
  t.equal(jurisdictionOf('OCD-DIVISION/country:fr'), 'ocd-division/country:fr')
})

t.test('a list has one entry for each section, each with its own span', async (t) => {
  const text = 'Under 8 U.S.C. §§ 1373(a), (b), and 1644 (2018), he'
  t.strictSame(
    parseCitations(text).map((each) => [each.text, each.section, each.pinpoint, each.editionYear]),
    [
      ['8 U.S.C. §§ 1373(a)', '1373', '(a)', 2018],
      ['(b)', '1373', '(b)', 2018],
      ['1644 (2018)', '1644', null, 2018]
    ]
  )
  const trailing = parseCitations('sections 609.06 and 609.066, Minnesota Statutes 2020')
  t.strictSame(
    trailing.map((each) => [each.text, each.code, each.editionYear]),
    [
      ['sections 609.06', 'minn-stat', 2020],
      ['609.066, Minnesota Statutes 2020', 'minn-stat', 2020]
    ]
  )
})

t.test('what follows a list is not taken into it', async (t) => {
  const cases: [string, string[]][] = [
    ['18 U.S.C. § 242, 12 officers were charged', ['usc 18 242']],
    ['18 U.S.C. §§ 241, 242, 10 officers', ['usc 18 241', 'usc 18 242']],
    ['8 U.S.C. §§ 1373, 1644, and 18 U.S.C. § 242', ['usc 8 1373', 'usc 8 1644', 'usc 18 242']],
    ['42 U.S.C. §§ 1983, 1988, 490 U.S. 386 (1989)', ['usc 42 1983', 'usc 42 1988']],
    ['8 U.S.C. §§ 1373 and 1644 prohibit', ['usc 8 1373', 'usc 8 1644']],
    ['Minn. Stat. § 609.066, 12.5 percent of', ['minn-stat 609.066']],
    ['Minn. Stat. § 609.066, $12.50', ['minn-stat 609.066']],
    ['Minn. Stat. § 609.06 and Minn. R. 6700.1600', ['minn-stat 609.06', 'minn-r 6700.1600']],
    ['NRS 193.308 (formerly NRS 193.355)', ['nrs 193.308', 'nrs 193.355']],
    ['(1) 18 U.S.C. § 241(a), (2) 18 U.S.C. § 242', ['usc 18 241 (a)', 'usc 18 242']],
    ['Minn. Stat. § 626.8475\n\n(a) The officer', ['minn-stat 626.8475']],
    ['Minn. Stat. § 626.8475 (the Act) and (b)', ['minn-stat 626.8475']],
    ['42 U.S.C. § 1983 et seq.', ['usc 42 1983']],
    ['a violation of Section 18 U.S.C. 242', ['usc 18 242']],
    [
      '18 U.S.C. § 241 and section 626.8475 of the Minnesota Statutes',
      ['usc 18 241', 'minn-stat 626.8475']
    ]
  ]
  for (const [text, found] of cases) t.strictSame(brief(text), found, text)
})

t.test('what has no code is told only by the place given, if one code there fits', async (t) => {
  const cases: [string, string, string][] = [
    ['section 626.8475', 'us-mn', 'minn-stat 626.8475'],
    ['section 626.8475', 'ocd-division/country:us/state:mn', 'minn-stat 626.8475'],
    ['§ 609.066, subd. 2', 'us-mn', 'minn-stat 609.066 subd. 2'],
    ['§§ 626.84 to 626.863', 'us-mn', 'minn-stat 626.84..626.863'],
    ['§§ 626.84-626.863', 'us-mn', 'minn-stat 626.84..626.863'],
    ['section 6700.1600', 'us-mn', 'minn-r 6700.1600'],
    ['section 1373', 'us-mn', 'ambiguous-code 1373'],
    ['section 626.8475', 'us-ia', 'iowa-code 626.8475'],
    ['section 626.8475', 'us-co', 'ambiguous-code 626.8475'],
    ['section 171.20', 'us-mn/minneapolis', 'ambiguous-code 171.20'],
    ['section 18-8-802', 'us-co', 'crs 18-8-802'],
    ['section 7286', 'us-ca', 'ambiguous-code 7286'],
    ['Penal Code section 835a', 'us-ca', 'cal-penal 835a'],
    ['Penal Code 835a', 'us-ca', 'cal-penal 835a'],
    ['Penal Code section 835a', 'us-mn', 'ambiguous-code 835a'],
    ['the penal code section 835a', 'us-ca', 'cal-penal 835a'],
    ['Gov. Code, § 7286', 'us-ca', 'cal-gov 7286'],
    ['subdivision (b) of Section 7286 of the Government Code', 'us-ca', 'cal-gov 7286 (b)'],
    ['Gen. Stat. § 7-282e', 'us-ct', 'cgs 7-282e'],
    ['Code § 19.2-83.6', 'us-va', 'va-code 19.2-83.6'],
    ['Section 15 of chapter 6E of the General Laws', 'us-ma', 'mgl 6E 15'],
    ['Title 18, Section 242', 'us', 'usc 18 242'],
    ['title 20, section 2368', 'us-vt', 'vsa 20 2368'],
    ['s. 939.48, Stats.', 'us-wi', 'wis-stat 939.48'],
    ['art. 2.1387, Code of Criminal Procedure', 'us-tx', 'tex-ccp 2.1387'],
    ['G.S. 15A-401', 'us-nc', 'ncgs 15A-401'],
    ['R.S. 14:20', 'us-la', 'la-stat 14:20'],
    ['M.S. § 609.066', 'us-mn', 'minn-stat 609.066'],
    ['Laws 2020, ch. 1, § 2', 'us-mn', 'minn-laws 2020-ch1 2'],
    ['Laws 2020, ch. 1, § 2', 'us-mn/minneapolis', 'minn-laws 2020-ch1 2'],
    ['2020 c 83 s 1', 'us-mn', 'minn-laws 2020-ch83 1'],
    ['2021 c 324 § 1', 'us-wa', 'wash-sess-laws 2021-ch324 1'],
    ['P.A. 20-1', 'us-ct', 'conn-pub-acts 20-1'],
    ['Executive Order 20-64', 'us-mn', 'mn-eo 20-64'],
    ['Executive Order 14074', 'us-mn', 'eo 14074'],
    ['Foo Rev. Code § 12', 'us-wa', 'unknown-code 12'],
    ['section 626.8475', 'nowhere', 'ambiguous-code 626.8475']
  ]
  for (const [text, jurisdiction, found] of cases)
    t.strictSame(brief(text, { jurisdiction }), [found], `${text} in ${jurisdiction}`)
})

t.test('what cannot be told is reported with its reason and span, and never guessed', async (t) => {
  const cases: [string, string, string][] = [
    ['see section 626.8475.', 'section 626.8475', 'ambiguous-code 626.8475'],
    ['see § 626.8475.', '§ 626.8475', 'ambiguous-code 626.8475'],
    ['the Code § 5', 'Code § 5', 'ambiguous-code 5'],
    ['under Penal Code § 835a', 'Penal Code § 835a', 'ambiguous-code 835a'],
    ['Rev. Stat. § 1', 'Rev. Stat. § 1', 'ambiguous-code 1'],
    ['Gen. Laws ch. 6E, § 15', 'Gen. Laws ch. 6E, § 15', 'ambiguous-code 6E 15'],
    ['Cal. Code § 5', 'Cal. Code § 5', 'ambiguous-code 5'],
    ['CCR § 5', 'CCR § 5', 'ambiguous-code 5'],
    ['Section 1373', 'Section 1373', 'ambiguous-code 1373'],
    ['Title 18, Section 242', 'Title 18, Section 242', 'ambiguous-code 18 242'],
    ['Laws 2020, ch. 1, § 2', 'Laws 2020, ch. 1, § 2', 'ambiguous-code 2020-ch1 2'],
    ['2020 c 83 s 1', '2020 c 83 s 1', 'ambiguous-code 2020-ch83 1'],
    ['P.A. 99-352', 'P.A. 99-352', 'ambiguous-code 99-352'],
    ['P.L. 2020, c. 1', 'P.L. 2020, c. 1', 'ambiguous-code 2020-ch1'],
    ['P.L. 5-2021', 'P.L. 5-2021', 'ambiguous-code 5-2021'],
    ['signed Executive Order 20-64', 'Executive Order 20-64', 'ambiguous-code 20-64'],
    ['Executive Order 82', 'Executive Order 82', 'ambiguous-code 82'],
    ['Foo Rev. Code § 12', 'Foo Rev. Code § 12', 'unknown-code 12'],
    ['the Foo Revised Code section 12', 'Foo Revised Code section 12', 'unknown-code 12'],
    ['Section 12 of the Foo Revised Code', 'Section 12 of the Foo Revised Code', 'unknown-code 12'],
    ['Cal. Foo Code § 12', 'Cal. Foo Code § 12', 'unknown-code 12'],
    ['Model Penal Code § 3.07', 'Model Penal Code § 3.07', 'unknown-code 3.07'],
    ['U.C.C. § 2-207', 'U.C.C. § 2-207', 'unknown-code 2-207'],
    ['I.R.C. § 501(c)(3)', 'I.R.C. § 501(c)(3)', 'unknown-code 501 (c)(3)'],
    ['under INA § 287(g),', 'INA § 287(g)', 'unknown-code 287 (g)'],
    [
      'section 287(g) of the Immigration and Nationality Act',
      'section 287(g) of the Immigration and Nationality Act',
      'unknown-code 287 (g)'
    ],
    ['Edina City Code § 12-3', 'Edina City Code § 12-3', 'unknown-code 12-3'],
    ['He moved to Virginia. Code § 5', 'Code § 5', 'ambiguous-code 5'],
    ['U.S.C. § 242', 'U.S.C. § 242', 'usc 242']
  ]
  for (const [text, span, found] of cases) {
    const citation = only(text)
    t.equal(citation.text, span, text)
    t.strictSame(brief(text), [found], text)
    t.equal(citation.canonical, null, text)
    t.ok(citation.reason, text)
  }
  t.match(only('Cal. Code § 5'), { jurisdiction: 'us-ca', code: null })
  t.match(only('U.S.C. § 242'), { jurisdiction: 'us', reason: 'missing-container' })
})

t.test('prose, numbers, dates, scores, money and addresses are no citations', async (t) => {
  for (const text of [
    'The chief said on January 5, 2026 that 12 officers were injured.',
    'Call 612-673-3000, 612.673.3000 or (612) 673-3000 before 5 p.m.',
    'The Wild won 4-2; USC beat Oregon 24-21. In Ind. 35, in Me. 12, in Pa. 18.',
    'It cost $18.50 per officer, or $1,983 in all, up 12.5%.',
    'See https://www.revisor.mn.gov/statutes/cite/626.8475?q=Minn.Stat.§626.8475 and more.',
    'www.example.com/section-626.8475#section=626.8475 or a.b@minn.stat.gov',
    'Section 8 housing vouchers; Section 3 of this report; sections 2 and 3 above',
    'section 12.4 of the report says, and section 4.2 of our use-of-force policy too',
    'He sat in section 114 of the stadium. He ran 9.58 sec. 100 m ahead.',
    'The laws of Minnesota are clear. Or laws 2020 passed. In 2020 c 19 people left.',
    'I like code 5 and Code 7, vitamin C 500 mg, Chapter 13 bankruptcy and chapter 626.',
    'Title 9 protections, Title IX, Article 5, Rule 11, article 2.5, Act 2, scene 3',
    'Apollo 11, Boeing 737-800, ISO 8601-2, RFC 9457, version 1.2.3, 192.168.10.1',
    'Interstate 35W, Highway 55, 100 Main St., Minneapolis, Minn. 55401-1234, PA 19104-1234',
    'Graham v. Connor, 490 U.S. 386, 396 (1989); State v. Foo, 500 N.W.2d 100 (Minn. 1993)',
    '87 Fed. Reg. 32945 (May 25, 2022); S. 2925, 116th Cong.; H.R. 1280; SF 2776; HF 902',
    'duty to intercede, duty to intervene, the Administrative Code, the City Code',
    'MCA 12, RCW, Minn. Stat., Minnesota Statutes, §, §§, title 18, U.S.C., ARM 64, IC 35',
    'the AS 400 system, as 11.81.370 shows, E.O. meeting 5, Exec. Order, Public Act, Laws 2020',
    'Fed. R. Civ. P. 56(a), Minn. R. Crim. P. 3.02, Fed. R. Evid. 403',
    'a 5-4 decision, 5/7-16, 1/2, 3:15, 10:30 a.m. s. 5, page 626.8475, ratio 7:3',
    '99 U.S.C. basketball, 12 USC fans',
    ''
  ])
    t.strictSame(parseCitations(text), [], text)
})

t.test('popular names are reported only if the caller gives them', async (t) => {
  const text = 'The Duty to\u00a0Intercede and “the duty to intercede-like” rule; duties.'
  t.strictSame(parseCitations(text), [])
  const found = parseCitations(text, { popularNames: ['duty to intercede', 'Duty'] })
  t.strictSame(
    found.map((each) => [each.text, each.reason, each.code, each.section]),
    [
      ['Duty to\u00a0Intercede', 'popular-name', null, null],
      ['duty to intercede', 'popular-name', null, null]
    ]
  )
  t.strictSame(parseCitations('x', { popularNames: ['', ' ', '§', '—'] }), [])
})

t.test('typography makes no difference', async (t) => {
  const cases: [string, string][] = [
    ['Minn.\u00a0Stat.\u00a0§\u00a0626.8475', 'minn-stat 626.8475'],
    ['Minn. Stat. §\u2009626.8475', 'minn-stat 626.8475'],
    ['Minn. Stat.\r\n    § 626.8475', 'minn-stat 626.8475'],
    ['Minn. Stat. §\u200b626.\u00ad8475', 'minn-stat 626.8475'],
    ['\u200fMinn. Stat. § 626.8475\u200f', 'minn-stat 626.8475'],
    ['Cal. Gov\u2019t Code § 7286', 'cal-gov 7286'],
    ['Cal. Gov\u02bct Code § 7286', 'cal-gov 7286'],
    ['C.R.S. 18\u20118\u2011802', 'crs 18-8-802'],
    ['C.R.S. 18\u20138\u2013802', 'crs 18-8-802'],
    ['18 U.S.C. §§ 241\u2014242', 'usc 18 241..242'],
    ['Ｍinn. Stat. § ６26.8475', 'minn-stat 626.8475'],
    ['it.¹18 U.S.C. § 242', 'usc 18 242'],
    ['\ufeff18 USC 242', 'usc 18 242']
  ]
  for (const [text, found] of cases) t.strictSame(brief(text), [found], JSON.stringify(text))
  t.equal(only('a Minn. Stat. §\u200b626.\u00ad8475 b').text, 'Minn. Stat. §\u200b626.\u00ad8475')
})

t.test('spans count code points, whatever stands before', async (t) => {
  const citation = 'Minn. Stat. § 626.8475(a)(1)'
  for (const before of [
    '👮🏽‍♀️🚨 ',
    'שלום, ',
    'e\u0301a\u0308 ',
    '𝕄𝕚𝕟𝕟. ',
    '\ud800 ',
    'line\r\n\r\n\r\n',
    '\u200b\u200b',
    'x'.repeat(9000)
  ]) {
    const text = `${before}${before} ${citation} 🙂 and ${citation}.`
    const points = [...text]
    const found = parseCitations(text)
    t.equal(found.length, 2, JSON.stringify(before))
    for (const { start, end, text: words } of found) {
      t.equal(points.slice(start, end).join(''), citation)
      t.equal(words, citation)
    }
  }
})

/** Mulberry32: the same numbers each time. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Why a parse is not sound; undefined if it is. */
function fault(text: string, citations: Citation[]): string | undefined {
  const points = [...text]
  let last = 0
  for (const each of citations) {
    if (!(each.start >= last && each.start < each.end && each.end <= points.length))
      return `span ${each.start}..${each.end} after ${last} of ${points.length}`
    if (points.slice(each.start, each.end).join('') !== each.text) return `text ${each.text}`
    if ((each.code === null) !== (each.canonical === null) && !each.reason) return 'no canonical'
    if (each.code === null && !each.reason) return 'neither code nor reason'
    if (each.code !== null && !each.jurisdiction) return 'a code of no place'
    if (/[–\n]| {2}/.test(`${each.section} ${each.container}`)) return `section ${each.section}`
    last = each.end
  }
}

t.test('no text, however broken, is answered with an error or an unsound span', async (t) => {
  const next = random(20251202)
  const pick = <Value>(from: ArrayLike<Value>): Value =>
    from[Math.floor(next() * from.length)] as Value
  const forms = [...table('citation-cases.csv'), ...table('citation-forms.csv')].map(
    ({ input }) => input ?? ''
  )
  const odd = [
    ..." .,;:()[]§§--–—'’/&0123456789abcdeIVXSUC\n\t\u00a0\u200b\u0301😀\ud800\udc00½¹שل"
  ]
  const words =
    'Code Stat. Laws § §§ section sections to and or of the title ch. art. subd. 18 2020 (a) (2020) Minn. U.S.C. No. Order Exec. ILCS 5/ c s Sp P.A. Rev. Gen.'.split(
      ' '
    )
  const places = [undefined, 'us-mn', 'us-ca', 'us', 'us-mn/minneapolis', 'us-ma']
  const mutated = () => {
    const units = [...pick(forms)]
    for (let count = 1 + next() * 4; count > 0; count--) {
      const at = Math.floor(next() * (units.length + 1))
      units.splice(at, next() < 0.6 ? 1 : 0, ...(next() < 0.7 ? [pick(odd)] : []))
    }
    return units.join('')
  }
  const scrambled = () => Array.from({ length: 30 }, () => pick(words)).join(pick([' ', '', ', ']))
  const noise = () => Array.from({ length: 60 }, () => pick(odd)).join('')
  const joined = () =>
    [pick(forms), pick(forms), mutated()].join(pick([' ', ', ', '; ', ' and ', '']))
  let found = 0
  const faults: string[] = []
  for (let run = 0; run < 6000; run++) {
    const text = pick([mutated, mutated, joined, scrambled, noise])()
    try {
      const citations = parseCitations(text, { jurisdiction: pick(places), popularNames: ['code'] })
      found += citations.length
      const why = fault(text, citations)
      if (why) faults.push(`${JSON.stringify(text)}: ${why}`)
    } catch (error) {
      faults.push(`${JSON.stringify(text)}: ${(error as Error).stack}`)
    }
  }
  t.strictSame(faults.slice(0, 10), [])
  t.ok(found > 4000, `${found} citations were still found`)
})

/** Prose with citations of every form: about 550 bytes for each. */
function prose(count: number): string {
  const forms = table('citation-forms.csv').map(({ input }) => input ?? '')
  const filler =
    'The chief said that officers would intercede when they saw force beyond what is reasonable, and on January 5 twelve of them did so in Minneapolis, Minn., near 38th Street. '
  return Array.from(
    { length: count },
    (_, i) => `${filler}${filler}${forms[i % forms.length]}. ${filler}`
  ).join('')
}

t.test('the work grows in line with the text', async (t) => {
  const kinds: Record<string, (size: number) => string> = {
    prose: (size) => prose(size / 500),
    'section signs': (size) => '§'.repeat(size),
    'spaced section signs': (size) => '§ '.repeat(size / 2),
    brackets: (size) => '('.repeat(size),
    'nested brackets': (size) => `§ 5${'('.repeat(size)}a${')'.repeat(size)}`,
    pinpoints: (size) => `Minn. Stat. § 626.8475${'(a)'.repeat(size / 3)}`,
    names: (size) => 'Minn. '.repeat(size / 6),
    codes: (size) => 'Minn. Stat. '.repeat(size / 12),
    'bare codes': (size) => 'Code '.repeat(size / 5),
    digits: (size) => `§ ${'9'.repeat(size)}`,
    parts: (size) => `§ 1${'.1'.repeat(size / 2)}`,
    dashes: (size) => `§§ ${'1–'.repeat(size / 2)}`,
    list: (size) => `18 U.S.C. §§ ${Array.from({ length: size / 6 }, (_, i) => i + 1).join(', ')}`,
    'open list': (size) => `sections ${'1 and '.repeat(size / 6)}`,
    leads: (size) => 'subdivision 1 of '.repeat(size / 17),
    titles: (size) => 'title 1, '.repeat(size / 9),
    'unknown codes': (size) => 'Foo Bar Code § '.repeat(size / 15),
    trailing: (size) => 'section 1.1 of the '.repeat(size / 19),
    laws: (size) => '2020 Minn. Laws '.repeat(size / 16),
    orders: (size) => `Exec. Order Nos. ${'14074, '.repeat(size / 7)}`,
    addresses: (size) => 'http://'.repeat(size / 7),
    marks: (size) => 'a\u0301'.repeat(size / 2)
  }
  const steps = (text: string) => parseCounted(text).steps
  for (const [kind, make] of Object.entries(kinds)) {
    const [one, two] = [steps(make(60_000)), steps(make(120_000))]
    t.ok(two <= 2.1 * one + 50, `${kind}: ${one} steps, then ${two}`)
    t.ok(two <= 6 * 120_000, `${kind}: no more than a few for each character`)
  }
})

t.test(
  'five megabytes with ten thousand citations are read in time that grows in line',
  async (t) => {
    const time = (text: string) => {
      const start = performance.now()
      const { length } = parseCitations(text)
      return { length, elapsed: performance.now() - start }
    }
    const quarter = prose(2500)
    time(quarter)
    const small = Math.min(time(quarter).elapsed, time(quarter).elapsed)
    const text = prose(10_000)
    t.ok(text.length > 5_000_000, `${text.length} characters`)
    const { length, elapsed } = time(text)
    t.ok(length > 10_000, `${length} citations`)
    t.ok(
      elapsed < 4 * small * 4,
      `${Math.round(small)} ms, and ${Math.round(elapsed)} ms for 4 times`
    )
  }
)

t.test('a megabyte of one kind of character is no trouble', async (t) => {
  for (const unit of [...'9§()Aé', '\u0301', '😀', '\ud800'])
    t.strictSame(parseCitations(unit.repeat(1_000_000)), [], JSON.stringify(unit))
  for (const unit of [...".-–' \n", 'a', '§ ', '1-', "'s"]) {
    const text = unit.repeat(50_000)
    t.strictSame(brief(`${text} 18 U.S.C. § 242 ${text}`), ['usc 18 242'], JSON.stringify(unit))
  }
})

t.test('a long text is read in turns with others, each as if it were alone', async (t) => {
  const one =
    'They rest on Minn. Stat. § 609.06, subd. 1, and on no other law of the state. '.repeat(4000)
  const two = `${'Nothing is cited here. '.repeat(10_000)}See 42 U.S.C. § 1983.`
  let turns = 0
  let isReading = true
  const others = () => {
    turns++
    if (isReading) setImmediate(others)
  }
  setImmediate(others)
  const both = await Promise.all([parseInSlices(one), parseInSlices(two)])
  isReading = false
  t.equal(both[0].length, 4000)
  t.equal(both[1].length, 1)
  t.strictSame(both, [parseCitations(one), parseCitations(two)])
  t.ok(turns >= 8, `${turns} turns for others`)
})
