/**
 * The bundled dataset as both doors give it, held against what its source yields. What is expected is
 * written here; only wording is taken from data/record.
 */
import t from 'tap'
import { type Json, readDataset, written } from '../support/dataset.js'

const { list, one, counted, graphql } = await readDataset(t)

const author = 'unnamed-author-agency-statements-article'
/** Statement, kind, attribution, claimants, and the code points that the claim is made in. */
const claims: Record<string, [string, string, string, string[], number, number]> = {
  c01: ['bloomington', 'policy', 'paraphrase', ['bloomington-pd', 'edina-pd'], 384, 445],
  c02: ['bloomington', 'characterization', 'paraphrase', ['booker-hodges'], 608, 649],
  c03: ['bloomington', 'normative', 'paraphrase', ['booker-hodges'], 659, 718],
  c04: ['bloomington', 'commitment', 'paraphrase', ['booker-hodges'], 747, 876],
  c05: ['edina', 'policy', 'paraphrase', ['edina-pd'], 921, 1035],
  c06: ['edina', 'authority', 'paraphrase', ['edina-pd'], 1069, 1175],
  c07: ['edina', 'expectation', 'paraphrase', ['edina-pd'], 1177, 1299],
  c08: ['ohara-december-2', 'policy', 'paraphrase', ['brian-ohara'], 1582, 1643],
  c09: ['ohara-december-2', 'commitment', 'paraphrase', ['brian-ohara'], 1727, 1796],
  c10: ['ohara-december-2', 'commitment', 'paraphrase', ['brian-ohara'], 2245, 2335],
  c11: ['ohara-december-2', 'duty', 'as_heard', ['brian-ohara'], 2943, 2996],
  c12: ['article', 'empirical', 'commentary', [author], 61, 163],
  c13: ['article', 'legal', 'commentary', [author], 1826, 1991],
  c14: ['article', 'legal', 'commentary', [author], 2022, 2081],
  c15: ['article', 'interpretation', 'commentary', [author], 1798, 1841],
  c16: ['article', 'interpretation', 'commentary', [author], 2152, 2239],
  c17: ['article', 'predictive', 'commentary', [author], 2366, 2500],
  c18a: ['article', 'predictive', 'commentary', [author], 2580, 2610],
  c18b: ['article', 'normative', 'commentary', [author], 2580, 2610],
  c19: ['article', 'authority', 'commentary', [author], 2613, 2709],
  c20: ['article', 'empirical', 'commentary', [author], 2719, 2790],
  c21: ['article', 'reported_belief', 'commentary', ['described'], 2820, 2852],
  c22: ['article', 'legal', 'commentary', [author], 3167, 3199],
  c23: ['article', 'predictive', 'commentary', [author], 2867, 3069],
  c24: ['article', 'normative', 'commentary', [author], 3211, 3403],
  c25: ['article', 'empirical', 'commentary', [author], 3547, 3613],
  c26: ['article', 'empirical', 'commentary', [author], 3620, 3751],
  c27: ['article', 'empirical', 'commentary', [author], 3753, 3861]
}
/** Targets, kind, and the code points that the assessment is made in. */
const assessments: Record<string, [string[], string, number, number]> = {
  as01: [['statement-bloomington', 'statement-edina'], 'commentary', 256, 266],
  as02: [['statement-bloomington', 'statement-edina'], 'commentary', 342, 383],
  as03: [['statement-ohara-december-2'], 'commentary', 1301, 1311],
  as04: [['described', 'statement-ohara-december-2'], 'commentary', 1312, 1367],
  as05: [['statement-ohara-december-2', 'c09'], 'commentary', 1680, 1721],
  as06: [['c10'], 'commentary', 2336, 2361],
  as07: [['c09', 'c11'], 'commentary', 3071, 3118],
  as08: [['brian-ohara'], 'recommendation', 3124, 3199],
  as09: [['c21'], 'commentary', 2853, 2888],
  as10: [['described'], 'recommendation', 3211, 3245],
  as11: [['c25', 'c26', 'c27'], 'commentary', 3863, 3954],
  as12: [['described'], 'commentary', 3956, 4030]
}
const relations = {
  author: [
    'c09 qualifies c08',
    'c10 broadens c09',
    'c09 grounded_in c13',
    'c14 names c13',
    'c17 predicted_effect_of c10',
    'c18a disputes c10',
    'c18b disputes c10',
    'c19 disputes c10',
    'c22 disputes c21',
    'c20 about c21',
    'c23 predicted_effect_of c11',
    'c25 contrasted_with c24',
    'c26 listed_with c27'
  ],
  editors: [
    'c08 same_position_as c01',
    'c11 restates c09',
    'c05 elaborates c01',
    'c04 contrasted_with c09'
  ]
}
const short = (externalId: string | null | undefined) => externalId?.replace('seed:', '')
const within = (quote: Json, start: number, end: number) =>
  quote.start >= start && quote.end <= end && [...quote.exact].length === quote.end - quote.start

t.test('its claims, each by its kind, claimant, words and topics, by both doors', async (t) => {
  const fields =
    'externalId,proposition,kind,attribution,position,status,statement.externalId,claimants.person.slug,claimants.agency.slug,claimants.description,quotes.exact,quotes.prefix,quotes.suffix,quotes.start,quotes.end,quotes.state,topics.slug,statuteReferences.citedAs'
  const rest = await list('claims', `&sort=createdAt&fields=${fields}`)
  const { claims: connection } = await graphql(
    `{ claims(first: 100, sort: [{field: createdAt, direction: ASC}]) { nodes {
      externalId proposition kind attribution position status statement { externalId }
      claimants { person { slug } agency { slug } description }
      quotes { exact prefix suffix start end state }
      topics { nodes { slug } } statuteReferences { nodes { citedAs } } } } }`
  )
  // A connection has an order of its own.
  const inOrder = (topics: Json[]) => topics.map(({ slug }) => slug).sort()
  const nodes = connection.nodes.map(({ topics, statuteReferences, ...claim }: Json) => ({
    ...claim,
    topics: inOrder(topics.nodes),
    statuteReferences: statuteReferences.nodes
  }))
  t.strictSame(
    nodes,
    rest.map((claim) => ({ ...claim, topics: inOrder(claim.topics) })),
    'both doors say the same'
  )
  t.strictSame(rest.map(({ externalId }) => short(externalId)).sort(), Object.keys(claims).sort())
  for (const claim of rest) {
    const id = short(claim.externalId) as string
    const [statement, kind, attribution, claimants, start, end] = claims[
      id
    ] as (typeof claims)['c01']
    t.match(claim, { kind, attribution, status: 'published' }, id)
    t.equal(short(claim.statement.externalId), `statement-${statement}`, id)
    const named = claim.claimants.map(
      ({ person, agency }: Json) => person?.slug ?? agency?.slug ?? 'described'
    )
    t.strictSame(named, claimants, id)
    t.ok(claim.quotes.length > 0, id)
    for (const quote of claim.quotes) {
      t.ok(within(quote, start, end), `${id}: ${quote.exact}`)
      t.equal(quote.state, 'unverified', id)
    }
    const record = written['claims']?.find(({ externalId }) => externalId === claim.externalId)
    t.match(claim, { proposition: record.proposition, position: record.position }, id)
    t.match(
      claim.quotes,
      record.quotes.map(({ capture: _, ...quote }: Json) => quote),
      id
    )
    t.strictSame(
      claim.topics.map(({ slug }: Json) => slug),
      record.topics,
      id
    )
  }
})

t.test('its assessments and relations, each with whoever makes it; and nobody rates', async (t) => {
  const given = await list(
    'assessments',
    '&fields=externalId,kind,state,body,rating,author.person.slug,author.publisher,source.externalId,targets.statement.externalId,targets.claim.externalId,targets.person.slug,targets.description,quote.start,quote.end,quote.exact'
  )
  t.equal(given.length, 12)
  for (const assessment of given) {
    const id = short(assessment.externalId) as string
    const [targets, kind, start, end] = assessments[id] as (typeof assessments)['as01']
    const named = assessment.targets.map(
      ({ statement, claim, person }: Json) =>
        short(statement?.externalId ?? claim?.externalId) ?? person?.slug ?? 'described'
    )
    t.strictSame(named, targets, id)
    t.match(assessment, { kind, state: 'standing', source: { externalId: 'seed:article' } }, id)
    t.strictSame(assessment.author, { person: { slug: author }, publisher: null }, id)
    t.strictSame(assessment.rating, { label: null, value: null, best: null, worst: null }, id)
    t.ok(within(assessment.quote, start, end), `${id}: ${assessment.quote.exact}`)
    t.match(assessment.body, /\bauthor\b/, `${id}: the author is said to say it`)
  }

  const { relations: connection } = await graphql(
    '{ relations(first: 100) { nodes { kind from { externalId } to { externalId } source { externalId } assertedBy { editors person { slug } publisher { slug } } } } }'
  )
  const named = (by: (relation: Json) => boolean) =>
    connection.nodes
      .filter(by)
      .map(
        ({ kind, from, to }: Json) => `${short(from.externalId)} ${kind} ${short(to.externalId)}`
      )
      .sort()
  t.equal(connection.nodes.length, 17)
  t.strictSame(
    named(({ assertedBy }) => assertedBy.editors && !assertedBy.person),
    [...relations.editors].sort()
  )
  t.strictSame(
    named(
      ({ assertedBy, source }) =>
        assertedBy.person?.slug === author &&
        !assertedBy.editors &&
        source.externalId === 'seed:article'
    ),
    [...relations.author].sort()
  )
  t.equal(await counted('assessments', '&kind=rating'), 0)
  t.equal(await counted('assessments', '&ratingLabel[exists]=true'), 0)
})

t.test('its agencies, people, events, statements and topics', async (t) => {
  const minnesota = 'ocd-division/country:us/state:mn'
  const agencies: [slug: string, ori: string | null, place: string, parent: string | null][] = [
    ['bloomington-pd', 'MN0270100', `${minnesota}/place:bloomington`, null],
    ['edina-pd', 'MN0270600', `${minnesota}/place:edina`, null],
    ['minneapolis-pd', 'MN0271100', `${minnesota}/place:minneapolis`, null],
    ['ice', null, 'ocd-division/country:us', 'dhs'],
    ['dhs', null, 'ocd-division/country:us', null]
  ]
  for (const [slug, ori, ocdId, parent] of agencies) {
    const agency = await one(
      `agencies/${slug}`,
      '?fields=slug,identifiers,jurisdiction.ocdId,parent.slug'
    )
    t.strictSame(agency, {
      slug,
      identifiers: ori ? [{ scheme: 'ori', identifier: ori }] : [],
      jurisdiction: { ocdId },
      parent: parent && { slug: parent }
    })
    if (ori) t.equal((await one(`agencies/ori:${ori}`)).slug, slug)
  }
  t.equal(await counted('agencies', '&identifier[exists]=true'), 442, 'Minnesota’s, by ORI')
  t.equal(await counted('agencies'), 447, 'and two federal agencies and three cities')

  const people = await list('people', '&fields=slug,name,posts.title,posts.agency.slug,identifiers')
  t.strictSame(
    people.map(({ slug, posts }) => [
      slug,
      posts.map(({ title, agency }: Json) => [title, agency.slug])
    ]),
    [
      ['booker-hodges', [['Chief of Police', 'bloomington-pd']]],
      ['brian-ohara', [['Chief of Police', 'minneapolis-pd']]],
      ['jacob-frey', [['Mayor', 'city-of-minneapolis']]],
      ['melvin-carter', [['Mayor', 'city-of-saint-paul']]],
      [author, []]
    ]
  )
  const source = await one(
    `sources?externalId=seed:article&fields=publisher.kind,authors.slug,publishedOn,captures.text,captures.length,captures.sha256`
  )
  t.match(source.data, [
    {
      publisher: { kind: 'unknown' },
      authors: [{ slug: author }],
      publishedOn: null,
      captures: [{ text: null, length: 4096, sha256: /^21e4e090eedd4a02/ }]
    }
  ])

  const events = await list(
    'events',
    '&fields=slug,kind,startsOn,startsOnDetails,agencies.slug,people.slug,jurisdiction.ocdId'
  )
  t.match(events, [
    {
      slug: 'minneapolis-press-conference-december-2',
      kind: 'press_conference',
      startsOn: '2025-12-02?',
      startsOnDetails: {
        text: 'December 2nd',
        stated: 'XXXX-12-02',
        basis: /no year/,
        earliest: '2025-12-02',
        latest: '2025-12-02'
      },
      people: [{ slug: 'jacob-frey' }, { slug: 'melvin-carter' }, { slug: 'brian-ohara' }],
      jurisdiction: { ocdId: `${minnesota}/place:minneapolis` }
    },
    {
      slug: 'operation-metro-surge',
      kind: 'operation',
      startsOn: null,
      startsOnDetails: { text: /recent weeks/i, earliest: null },
      agencies: [{ slug: 'ice' }],
      people: [],
      jurisdiction: null
    }
  ])

  const statements = await list(
    'statements',
    '&sort=createdAt&fields=externalId,channel,issuedOn,agencies.agency.slug,agencies.role,speakers.person.slug,publisher.slug,event.slug'
  )
  t.match(statements, [
    {
      externalId: 'seed:statement-bloomington',
      channel: null,
      issuedOn: null,
      agencies: [{ agency: { slug: 'bloomington-pd' }, role: 'issuer' }],
      speakers: [{ person: { slug: 'booker-hodges' } }]
    },
    {
      externalId: 'seed:statement-edina',
      channel: 'press_release',
      issuedOn: null,
      agencies: [{ agency: { slug: 'edina-pd' }, role: 'subject' }],
      speakers: []
    },
    {
      externalId: 'seed:statement-ohara-december-2',
      channel: 'press_conference',
      issuedOn: '2025-12-02?',
      agencies: [{ agency: { slug: 'minneapolis-pd' }, role: 'issuer' }],
      speakers: [{ person: { slug: 'brian-ohara' } }],
      event: { slug: 'minneapolis-press-conference-december-2' }
    },
    {
      externalId: 'seed:statement-article',
      channel: 'article',
      issuedOn: null,
      agencies: [],
      speakers: [{ person: { slug: author } }],
      publisher: { slug: 'unknown-publisher' },
      event: null
    }
  ])
  for (const mayor of ['jacob-frey', 'melvin-carter']) {
    t.equal(await counted('statements', `&speaker=${mayor}`), 0, `no words of ${mayor}’s`)
    t.equal(await counted('claims', `&claimantPerson=${mayor}`), 0)
  }
  const saintPaul = await list('agencies', '&name[contains]=St. Paul Police&fields=slug')
  t.ok(saintPaul.length > 0)
  for (const { slug } of saintPaul)
    t.equal(await counted('statements', `&agency=${slug}`), 0, `no statement of ${slug}`)

  t.strictSame(
    (await list('topics', '&fields=slug')).map(({ slug }) => slug).sort(),
    [
      'immigration-enforcement',
      'local-federal-cooperation',
      'use-of-force',
      'duty-to-intercede',
      'public-expectations',
      'agency-communications',
      'officer-assistance',
      'agent-masking',
      'after-action-reporting',
      'civil-and-human-rights',
      'information-sharing-with-ice',
      'custody-transfer-to-ice'
    ].sort()
  )
})

t.test('what the source leaves open stays open, in a note', async (t) => {
  const noteOf = async (name: string, externalId: string) => {
    const [row] = await list(name, `&externalId=${externalId}&fields=note`)
    return row?.note ?? ''
  }
  const open: [what: string, list: string, row: string, note: RegExp][] = [
    [
      'no title, author, publisher or date',
      'sources',
      'seed:article',
      /Title, author, publisher and date of publication are absent/
    ],
    [
      'Frey’s city and given name',
      'people',
      'seed:jacob-frey',
      /neither his city nor a given name/
    ],
    ['O’Hara’s given name', 'people', 'seed:brian-ohara', /no given name/],
    ['Carter’s given name', 'people', 'seed:melvin-carter', /no given name/],
    [
      'all is paraphrase',
      'statements',
      'seed:statement-bloomington',
      /All of it is the article’s paraphrase/
    ],
    [
      'but “after action”',
      'statements',
      'seed:statement-edina',
      /except two words in quotation marks, “after action”/
    ],
    [
      'but three fragments',
      'statements',
      'seed:statement-ohara-december-2',
      /three fragments .* “intervene”, twice, and “human rights and civil rights”/
    ],
    [
      'one phrase in two forms',
      'claims',
      'seed:c10',
      /later has the phrase as “human and civil rights”, in the author’s own/
    ],
    ['the other form', 'claims', 'seed:c17', /not recorded as O’Hara’s words/],
    [
      '“intervene” is not “intercede”',
      'claims',
      'seed:c09',
      /not the statute’s word, which is “intercede”/
    ],
    ['that they are one is inference', 'claims', 'seed:c15', /the author’s inference/],
    [
      'whether federal agents are fellow officers',
      'claims',
      'seed:c13',
      /Whether federal agents are within that is not settled.*626\.84.*626\.8453/
    ],
    [
      'what the article leaves out of the statute',
      'claims',
      'seed:c13',
      /any rank.*able to intercede.*609\.066, subd\. 2.*24 hours.*discipline/
    ],
    [
      '“would” and “had a duty to”',
      'claims',
      'seed:c09',
      /says “would” here and “had a duty to” later/
    ],
    ['a duty, heard by others', 'claims', 'seed:c11', /what people heard.*of another modality/],
    [
      'Edina, city or police; who issued it',
      'statements',
      'seed:statement-edina',
      /may be the city or its police department; the article does not say which of them issued/
    ],
    [
      'Bloomington, one statement or two',
      'statements',
      'seed:statement-bloomington',
      /one statement or two.*Date and channel are not given/
    ],
    [
      '“others”, and one example',
      'assessments',
      'seed:as04',
      /in the plural, and gives one example/
    ],
    [
      'who is named and who is not',
      'events',
      'seed:press-conference-december-2',
      /no words are recorded for either\. The St\. Paul police and the sheriffs are not mentioned/
    ],
    [
      '“federal agents” and “ICE”',
      'claims',
      'seed:c02',
      /federal agents here and of ICE elsewhere; other federal agencies may be meant/
    ],
    [
      'policies without a name',
      'claims',
      'seed:c26',
      /names no policy, ordinance or law; none is resolved/
    ],
    ['nor these', 'claims', 'seed:c27', /names no policy, ordinance or law/],
    ['whose quotation marks', 'claims', 'seed:c23', /quotation marks .* are the author’s/],
    ['the slip of the pen', 'assessments', 'seed:as12', /“– a that’s a narrative”, as written/],
    [
      'one proposition in two statements',
      'claims',
      'seed:c01',
      /finds in two statements.*the Edina press release .* makes it too/
    ]
  ]
  for (const [what, name, row, note] of open) t.match(await noteOf(name, row), note, what)
  const [source] = await list('sources', '&externalId=seed:article&fields=captures.note')
  t.match(source.captures[0].note, /no character outside the Basic Multilingual Plane/)
})

t.test('everything names its source, and was checked only as far as it says', async (t) => {
  for (const name of ['statements', 'relations', 'assessments'])
    for (const row of await list(name, name === 'relations' ? '&assertedByEditors=false' : ''))
      t.ok(row.source, `${name} ${row.externalId}`)
  for (const { posts, slug } of await list('people', '&fields=posts.source.id,slug'))
    for (const { source } of posts) t.ok(source.id, `a post of ${slug}`)
  const versions = await list('statutes', '&fields=versions.source.id')
  for (const { source } of versions.flatMap((statute) => statute.versions)) t.ok(source.id)
})
