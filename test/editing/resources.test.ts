/** Every resource is written, changed, withdrawn and restored by the same requests. */
import t from 'tap'
import { resources } from '../../src/resources/index.js'
import { createEditor } from '../support/editor.js'

t.test('each resource', async (t) => {
  const { send, get, source } = await createEditor(t)
  const ids: Record<string, string> = { sources: source }
  const any = { 'if-match': '*' }
  const claim = { kind: 'duty', attribution: 'paraphrase', statement: '$statements' }
  const bodies: [string, string, Record<string, unknown>][] = [
    [
      'jurisdictions',
      '',
      { ocdId: 'ocd-division/country:us', name: 'US', classification: 'country' }
    ],
    ['publishers', '', { name: 'A paper', kind: 'newsroom' }],
    [
      'agencies',
      '',
      {
        name: 'A',
        classification: 'other',
        jurisdiction: '$jurisdictions',
        identifiers: [{ scheme: 'ori', identifier: 'MN0271100' }]
      }
    ],
    [
      'people',
      '',
      { name: 'P', posts: [{ agency: '$agencies', title: 'Chief', source: '$sources' }] }
    ],
    ['events', '', { name: 'E', kind: 'hearing', agencies: ['$agencies'], people: ['$people'] }],
    ['captures', `sources/${source}/captures`, { text: 'They will act.', mediaType: 'text/plain' }],
    ['topics', '', { prefLabel: 'T' }],
    [
      'statutes',
      '',
      {
        jurisdiction: '$jurisdictions',
        code: 'minn-stat',
        section: '1',
        citation: 'Minn. Stat. § 1',
        kind: 'statute',
        verification: 'official'
      }
    ],
    [
      'statuteVersions',
      'statutes/$statutes/versions',
      { effectiveFrom: '2020-08-01', legalForce: 'in_force', summary: 'S', source: '$sources' }
    ],
    [
      'statements',
      '',
      { title: 'S', source: '$sources', event: '$events', speakers: [{ person: '$people' }] }
    ],
    [
      'claims',
      '',
      {
        ...claim,
        position: 1,
        proposition: 'C',
        quotes: [{ capture: '$captures', exact: 'will act' }]
      }
    ],
    [
      'statuteReferences',
      '',
      {
        claim: '$claims',
        statute: '$statutes',
        citedAs: 'the law',
        relation: 'names',
        resolution: 'stated'
      }
    ],
    [
      'relations',
      '',
      { from: '$claims', to: '$other', kind: 'repeats', assertedBy: { editors: true } }
    ],
    [
      'assessments',
      '',
      {
        author: { publisher: '$publishers' },
        source: '$sources',
        kind: 'rating',
        rating: { label: 'Half', value: 2, best: 4, worst: 1 },
        targets: [{ claim: '$claims' }]
      }
    ]
  ]
  const filled = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replace(/\$(\w+)/g, (_, name) => String(ids[name])))
  for (const [name, path, body] of bodies) {
    if (name === 'relations') {
      const other = await send(
        'POST',
        '/v1/claims',
        filled({ ...claim, position: 2, proposition: 'D', status: 'published' })
      )
      ids['other'] = other.body.id
    }
    const at = `/v1/${filled(path || resources[name as 'claims'].path)}`
    const made = await send('POST', at, { ...(filled(body) as object), status: 'published' })
    t.equal(made.status, 201, `${name} ${JSON.stringify(made.body).slice(0, 300)}`)
    ids[name] = made.body.id
    const item = String(made.headers['location'])
    t.equal((await get(item)).status, 200, item)
    t.match(await send('PATCH', item, { note: 'n' }, any), {
      status: 200,
      body: { revision: 2, note: 'n' }
    })
    t.equal((await send('DELETE', `${item}?reason=r`, undefined, any)).body.status, 'withdrawn')
    t.equal((await get(item)).status, 410, item)
    t.match(await send('POST', `${item}/restore`), {
      status: 200,
      body: { status: 'published', revision: 4 }
    })
    t.match((await get(`${item}/revisions`)).body.data.length, 4)
  }
  t.same(
    Object.keys(resources).filter((name) => !ids[name]),
    [],
    'all of them'
  )
})
