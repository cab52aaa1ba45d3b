/** Foreign lists: the FBI's agencies, Open Civic Data's divisions and aliases, as they are and as they may be. */
import fs from 'node:fs'
import t from 'tap'
import { rootPath } from '../../src/paths.js'
import { contents, createImporter } from '../support/importing.js'

/** Lines of the bundled lists, cut from the public ones. */
const linesOf = (file: string, ...patterns: RegExp[]) => {
  const lines = fs.readFileSync(rootPath('data', ...file.split('/')), 'utf8').split('\n')
  return patterns.map((pattern) => {
    const found = lines.find((line) => pattern.test(line))
    if (!found) throw new Error(`no line of ${file} matches ${pattern}`)
    return found
  })
}
const fbiHeader = 'ori,agency_type_name,edited_flag,edited_name,pub_agency_name'
const mn = 'ocd-division/country:us/state:mn'
const places = () => ({
  'minnesota.csv': `id,name,census_geoid\n${linesOf(
    'opencivicdata/minnesota.csv',
    /county:aitkin,/,
    /county:aitkin\/place:aitkin,/,
    /place:st_paul,/,
    /place:elko_new_market,/,
    /county:hennepin,/
  ).join('\n')}\n`,
  'states.csv': `${linesOf('opencivicdata/states.csv', /country:us,/, /state:mn,/).join('\n')}\n`
})
const aliases = () => ({
  'aliases.csv': `id,sameAs,sameAsNote\n${linesOf(
    'opencivicdata/aliases-onrecord.csv',
    /place:saint_paul,/
  ).join('\n')}\n${linesOf('opencivicdata/aliases.csv', /place:elko,/).join('\n')}\n`
})

t.test('divisions lie in the nearest division that is on record, whatever the file', async (t) => {
  const { run, pool } = await createImporter(t)
  const summary = await run({ ...places(), ...aliases() })
  t.strictSame(summary, {
    jurisdictions: { created: 7, updated: 0, unchanged: 0 },
    aliases: { created: 0, updated: 2, unchanged: 0 }
  })
  const { rows } = await pool.query(
    `SELECT j.ocd_id, j.name, j.classification, j.geoid, p.ocd_id AS parent, j.status,
       (SELECT array_agg(alias) FROM jurisdiction_aliases a WHERE a.jurisdiction_id = j.id) AS aliases
     FROM jurisdictions j LEFT JOIN jurisdictions p ON p.id = j.parent_id ORDER BY 1`
  )
  const published = { status: 'published', aliases: null }
  t.strictSame(rows, [
    {
      ...published,
      ocd_id: 'ocd-division/country:us',
      name: 'United States',
      classification: 'country',
      geoid: null,
      parent: null
    },
    {
      ...published,
      ocd_id: mn,
      name: 'Minnesota',
      classification: 'state',
      geoid: null,
      parent: 'ocd-division/country:us'
    },
    {
      ...published,
      ocd_id: `${mn}/county:aitkin`,
      name: 'Aitkin County',
      classification: 'county',
      geoid: 'place-27001',
      parent: mn
    },
    {
      ...published,
      ocd_id: `${mn}/county:aitkin/place:aitkin`,
      name: 'Aitkin township',
      classification: 'place',
      geoid: 'place-2700100478',
      parent: `${mn}/county:aitkin`
    },
    {
      ...published,
      ocd_id: `${mn}/county:hennepin`,
      name: 'Hennepin County',
      classification: 'county',
      geoid: 'place-27053',
      parent: mn
    },
    {
      ...published,
      ocd_id: `${mn}/place:elko_new_market`,
      name: 'Elko New Market city',
      classification: 'place',
      geoid: rows[5].geoid,
      parent: mn,
      aliases: [`${mn}/place:elko`]
    },
    {
      ...published,
      ocd_id: `${mn}/place:st_paul`,
      name: 'St. Paul city',
      classification: 'place',
      geoid: rows[6].geoid,
      parent: mn,
      aliases: [`${mn}/place:saint_paul`]
    }
  ])

  const before = await contents(pool)
  t.strictSame(await run({ ...places(), ...aliases() }), {
    jurisdictions: { created: 0, updated: 0, unchanged: 7 },
    aliases: { created: 0, updated: 0, unchanged: 2 }
  })
  t.strictSame(await contents(pool), before)

  // A list that calls a place by its alias, and an alias of an alias's place, make no second place.
  await run({
    'd.csv': `id,name\n${mn}/place:saint_paul,Saint Paul\n`,
    'aliases.csv': `id,sameAs\n${mn}/place:saint_paul,${mn}/place:st_paul\n${mn}/place:st_paul,${mn}/place:saint_paul\n`
  })
  t.strictSame(await contents(pool), before)
})

t.test('agencies get a place by their name and state, and an ORI as it stands', async (t) => {
  const { run, pool } = await createImporter(t)
  const [aitkin, city] = linesOf('fbi/minnesota.csv', /^MN0010000,/, /^MN0010100,/)
  const files = {
    ...places(),
    ...aliases(),
    // With a byte order mark, \r\n, quotes, blank lines and rows of other lengths.
    'fbi.csv': `\uFEFF${[
      fbiHeader,
      aitkin,
      city,
      'MN0620900,City,,St. Paul Police Department,St. Paul',
      'MN0279000,County,,Hennepin County Park Rangers,Hennepin',
      '',
      'MA014669E,City,,,',
      'C0034019E,University or College,,Fort Lewis College,Fort Lewis College',
      'MN9999999,"University or College",,"University of Minnesota: ""Morris"", and Others","Morris, MN"',
      'MN8888888,Tribal,,Fond du Lac Tribal Police Department',
      'MN7777777,Something New,Y,Åland Pölice,Nowhere,more,cells',
      `MN6666666,City,,${'Very long name '.repeat(10)}Police Department,Nowhere`,
      '"MNMSP0000",State Police,,State Patrol,',
      'MN 55 5555,Other,,Rangers,Nowhere'
    ].join('\r\n')}`
  }
  const summary = await run(files)
  t.strictSame(summary['agencies'], { created: 12, updated: 0, unchanged: 0 })
  const { rows } = await pool.query(
    `SELECT i.scheme || ':' || i.identifier AS ori, a.name, a.slug, a.classification, j.ocd_id AS place
     FROM agencies a JOIN agency_identifiers i ON i.agency_id = a.id
       LEFT JOIN jurisdictions j ON j.id = a.jurisdiction_id`
  )
  const found = Object.fromEntries(
    rows.map(({ ori, name, slug, classification, place }) => [
      ori,
      { name, slug, classification, place }
    ])
  )
  const of = (name: string, slug: string, classification: string, place: string) => ({
    name,
    slug,
    classification,
    place
  })
  t.strictSame(found, {
    'ori:MN0010000': of(
      "Aitkin County Sheriff's Office",
      'aitkin-county-sheriffs-office-mn0010000',
      'sheriff',
      `${mn}/county:aitkin`
    ),
    'ori:MN0010100': of(
      'Aitkin Police Department',
      'aitkin-police-department-mn0010100',
      'police_department',
      // There is no city of that name here, and a township is another place.
      mn
    ),
    'ori:MN0620900': of(
      'St. Paul Police Department',
      'st-paul-police-department-mn0620900',
      'police_department',
      `${mn}/place:st_paul`
    ),
    'ori:MN0279000': of(
      'Hennepin County Park Rangers',
      'hennepin-county-park-rangers-mn0279000',
      'other',
      `${mn}/county:hennepin`
    ),
    'ori:MA014669E': of(
      'Agency MA014669E',
      'agency-ma014669e-ma014669e',
      'police_department',
      'ocd-division/country:us'
    ),
    'ori_as_listed:C0034019E': of(
      'Fort Lewis College',
      'fort-lewis-college-c0034019e',
      'campus_police',
      'ocd-division/country:us'
    ),
    'ori:MN9999999': of(
      'University of Minnesota: "Morris", and Others',
      'university-of-minnesota-morris-and-others-mn9999999',
      'campus_police',
      mn
    ),
    'ori:MN8888888': of(
      'Fond du Lac Tribal Police Department',
      'fond-du-lac-tribal-police-department-mn8888888',
      'tribal_police',
      mn
    ),
    'ori:MN7777777': of('Åland Pölice', 'aland-police-mn7777777', 'unknown', mn),
    'ori:MN6666666': of(
      `${'Very long name '.repeat(10)}Police Department`,
      `${'very-long-name-'.repeat(7).slice(0, 100).replace(/-$/, '')}-mn6666666`,
      'police_department',
      mn
    ),
    'ori_as_listed:MN 55 5555': of('Rangers', 'rangers-mn-55-5555', 'other', mn),
    'ori:MNMSP0000': of('State Patrol', 'state-patrol-mnmsp0000', 'state_police', mn)
  })
  const before = await contents(pool)
  t.strictSame((await run(files))['agencies'], { created: 0, updated: 0, unchanged: 12 })
  t.strictSame(await contents(pool), before)
})

t.test('a list never overwrites what the editors wrote', async (t) => {
  const { run, pool } = await createImporter(t)
  const list = { 'fbi.csv': `${fbiHeader}\nMN0270600,City,,Edina Police Department,Edina\n` }
  await run({ ...list, ...places() })
  await run({
    'editors.json': {
      agencies: [
        {
          slug: 'edina-pd',
          name: 'Edina Police',
          classification: 'police_department',
          identifiers: [{ scheme: 'ori', identifier: 'MN0270600' }],
          jurisdiction: mn,
          note: null,
          status: 'withdrawn'
        }
      ],
      jurisdictions: [{ ocdId: mn, name: 'State of Minnesota', geoid: 'state-27' }]
    }
  })
  const before = await contents(pool)
  t.strictSame((await run(list))['agencies'], { created: 0, updated: 0, unchanged: 1 })
  t.strictSame((await run(places()))['jurisdictions'], { created: 0, updated: 0, unchanged: 7 })
  t.strictSame(await contents(pool), before)
})

t.test('what is wrong in a list is told with its line', async (t) => {
  const { refused } = await createImporter(t)
  const fbi = (...rows: string[]) => ({ 'fbi.csv': [fbiHeader, ...rows].join('\n') })
  const ocd = (...rows: string[]) => ({ 'ocd.csv': ['id,name', ...rows].join('\n') })
  const row = 'MN0270600,City,,Edina Police Department,Edina'
  const cases: [files: Record<string, string>, problem: Record<string, unknown>][] = [
    [
      fbi(row, 'MN0010000,County,,A,A', row),
      { line: 4, message: 'The ORI MN0270600 stands here twice.' }
    ],
    [fbi(',City,,A,A'), { line: 2, message: 'The ORI is missing.' }],
    [fbi(row, 'MN0270700,City,,"Edi'), { line: 3, message: /Not valid CSV/ }],
    [
      ocd(`${mn},Minnesota`, 'place:edina,Edina'),
      { line: 3, message: /'place:edina' is not a division id/ }
    ],
    [ocd(`${mn}/place:edina,`), { line: 2, field: 'name' }],
    [ocd(`${mn}/place:Edina,Edina`), { line: 2, field: 'ocdId' }],
    [ocd(`${mn},A`, `${mn},B`), { line: 3, message: /the same row as the one in line 2/ }],
    [
      { 'aliases.csv': `id,sameAs\n${mn},Minnesota\n` },
      { line: 2, message: 'Expected two division ids.' }
    ]
  ]
  for (const [files, problem] of cases) {
    const [first, ...others] = await refused(files)
    t.match(first, { file: Object.keys(files)[0], ...problem })
    t.strictSame(others, [])
  }
})
