/** The law and the places of the bundled dataset. */
import t from 'tap'
import { type Json, readDataset } from '../support/dataset.js'

const { list, one, counted } = await readDataset(t)
const short = (externalId: string) => externalId.replace('seed:', '')

t.test('the law that it refers to, and the law as it stood from day to day', async (t) => {
  const references = await list(
    'statute-references',
    '&fields=externalId,claim.externalId,statute.slug,citedAs,relation,resolution,basis'
  )
  t.strictSame(
    references
      .map(({ claim, statute, relation, resolution }) => [
        short(claim.externalId),
        statute.slug,
        relation,
        resolution
      ])
      .sort(),
    [
      ['c13', 'us-mn-stat-626.8475', 'describes', 'editor'],
      ['c14', 'us-mn-stat-626.8475', 'names', 'editor'],
      ['c16', 'us-mn-stat-626.8475', 'describes', 'editor']
    ]
  )
  t.ok(references.every(({ basis }) => /names no section.*headnote.*high/s.test(basis)))

  const deadlyForce = await one(
    'statutes/us-mn-stat-609.066',
    '?fields=versions.effectiveFrom,versions.effectiveTo,versions.legalForce'
  )
  t.match(
    deadlyForce.versions
      .map((version: Json) => [version.effectiveFrom, version.effectiveTo, version.legalForce])
      .sort(),
    [
      [null, '2021-03-01', 'in_force'],
      ['2021-03-01', '2021-09-13', 'in_force'],
      ['2021-09-13', '2021-12-17', 'suspended'],
      ['2021-12-17', null, 'in_force']
    ]
  )
  for (const [day, force] of [
    ['2021-02-28', 'in_force'],
    ['2021-09-12', 'in_force'],
    ['2021-09-13', 'suspended'],
    ['2021-12-16', 'suspended'],
    ['2021-12-17', 'in_force']
  ] as const) {
    const { versionsOnDay } = await one(
      'statutes/us-mn-stat-609.066',
      `?on=${day}&fields=versionsOnDay.legalForce`
    )
    t.strictSame(versionsOnDay, [{ legalForce: force }], day)
  }
  const duty = async (day: string) =>
    (await one('statutes/us-mn-stat-626.8475', `?on=${day}&fields=versionsOnDay.effectiveFrom`))
      .versionsOnDay
  t.strictSame(await duty('2020-07-31'), [])
  t.strictSame(await duty('2020-08-01'), [{ effectiveFrom: '2020-08-01' }])

  const old = await one(
    'statutes/us-nv-nrs-193.355',
    '?fields=renumberedTo.slug,renumberedTo.citation,versions'
  )
  t.strictSame(old, {
    renumberedTo: { slug: 'us-nv-nrs-193.308', citation: 'NRS 193.308' },
    versions: []
  })
  t.equal(await counted('statutes'), 41)
  for (const [level, count] of [
    ['official', 11],
    ['secondary', 19],
    ['lead', 11]
  ] as const)
    t.equal(await counted('statutes', `&verification=${level}`), count, level)
  const unsourced = await list('statutes', '&verification=lead&fields=slug,versions')
  t.ok(
    unsourced.every(({ versions }) => versions.length === 0),
    'a lead has no version'
  )
})

t.test('Minnesota’s places, by any of their names', async (t) => {
  const places = 'ocd-division/country:us/state:mn/place:'
  for (const [alias, place] of [
    ['saint_paul', 'st_paul'],
    ['south_saint_paul', 'south_st_paul'],
    ['elko', 'elko_new_market']
  ]) {
    const found = await one(`jurisdictions/${encodeURIComponent(places + alias)}`)
    t.match(found, { ocdId: places + place, aliases: [places + alias] })
  }
  t.equal(
    await counted(
      'jurisdictions',
      `&parent=ocd-division/country:us/state:mn&classification=county`
    ),
    87
  )
  t.ok((await counted('jurisdictions', '&jurisdiction=ocd-division/country:us/state:mn')) > 2700)
  const here = '&jurisdiction=ocd-division/country:us/state:mn'
  t.equal(await counted('claims', here), 11, 'claims in statements of Minnesota’s agencies')
  t.equal(await counted('agencies', `${here}&identifier[exists]=true`), 442)
})
