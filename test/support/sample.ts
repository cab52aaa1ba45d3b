/** A small record in the API's own field names: a row of every resource, every kind of field in use. */
export type Bundle = Record<string, Record<string, unknown>[]>

/** An emoji stands before every quote: offsets are in code points. */
export const sampleText =
  'The chief 👮🏽 said: “Officers will intervene.”\nHe said it twice: officers will intervene.\n'

export const sample = (): Bundle => ({
  jurisdictions: [
    {
      ocdId: 'ocd-division/country:xx/place:town',
      name: 'Town',
      classification: 'place',
      parent: 'ocd-division/country:xx',
      geoid: 'place-1',
      aliases: [
        'ocd-division/country:xx/place:the_town',
        'ocd-division/country:xx/place:townsville'
      ]
    },
    { ocdId: 'ocd-division/country:xx', name: 'Xanadu', classification: 'country' }
  ],
  publishers: [
    {
      externalId: 's:news',
      slug: 'news',
      name: 'The News',
      kind: 'newsroom',
      url: 'https://n.example'
    }
  ],
  agencies: [
    {
      externalId: 's:pd',
      slug: 'town-pd',
      name: 'Town Police Department',
      otherNames: ['TPD', 'Town police'],
      classification: 'police_department',
      jurisdiction: 'ocd-division/country:xx/place:town',
      parent: 's:city',
      identifiers: [
        { scheme: 'ori', identifier: 'XX0000001' },
        { scheme: 'wikidata', identifier: 'Q1' }
      ],
      website: 'https://pd.example',
      foundedOn: '1867',
      dissolvedOn: '2030-01/2030-02',
      successors: ['s:new-pd', 's:sheriff']
    },
    { externalId: 's:city', slug: 'town', name: 'City of Town', classification: 'city_government' },
    { externalId: 's:new-pd', name: 'New Police Department', classification: 'police_department' },
    { externalId: 's:sheriff', name: 'Sheriff', classification: 'sheriff', note: 'A note.' }
  ],
  people: [
    {
      externalId: 's:chief',
      slug: 'ada-chief',
      name: 'Ada Chief',
      identifiers: [{ scheme: 'wikidata', identifier: 'Q2' }],
      posts: [
        {
          agency: 'town-pd',
          title: 'Chief',
          startsOn: '2019',
          endsOn: '2021?',
          source: 's:release'
        },
        { agency: 's:city', title: 'Clerk', source: 's:release' }
      ]
    },
    { externalId: 's:critic', name: 'Cy Critic' }
  ],
  events: [
    {
      externalId: 's:day',
      slug: 'the-day',
      name: 'The day',
      kind: 'press_conference',
      startsOn: '2025-12-02?',
      startsOnDetails: { text: 'December 2nd', stated: 'XXXX-12-02', basis: 'A calendar.' },
      partOf: 's:week',
      agencies: ['s:pd', 's:city'],
      people: ['s:chief'],
      jurisdiction: 'ocd-division/country:xx/place:townsville'
    },
    { externalId: 's:week', name: 'The week', kind: 'operation', startsOn: '2025-12' }
  ],
  sources: [
    {
      externalId: 's:release',
      kind: 'press_release',
      title: 'A release',
      url: 'https://pd.example/release',
      archiveUrl: 'https://archive.example/1',
      publisher: 'news',
      authors: ['s:critic', 's:chief'],
      publishedOn: '2025-12-03'
    }
  ],
  captures: [
    {
      externalId: 's:held',
      source: 's:release',
      capturedAt: '2025-12-03T12:00:00Z',
      text: sampleText,
      mediaType: 'text/plain',
      language: 'en',
      httpStatus: 200
    }
  ],
  topics: [
    {
      externalId: 's:force',
      slug: 'force',
      prefLabel: 'Force',
      altLabels: ['Use of force'],
      definition: 'Force.',
      exactMatch: ['https://vocabulary.example/1']
    },
    { externalId: 's:duty', slug: 'duty', prefLabel: 'Duty', broader: 'force' }
  ],
  statutes: [
    {
      externalId: 's:law',
      slug: 'xx-law-1',
      jurisdiction: 'ocd-division/country:xx',
      code: 'xx-code',
      section: '1',
      citation: 'Xx. Code § 1',
      heading: 'Duty',
      kind: 'statute',
      url: 'https://law.example/1',
      verification: 'official'
    },
    {
      externalId: 's:old-law',
      jurisdiction: 'ocd-division/country:xx',
      code: 'xx-code',
      section: '0',
      citation: 'Xx. Code § 0',
      kind: 'statute',
      verification: 'lead',
      renumberedTo: 'citation:Xx. Code § 1'
    }
  ],
  statuteVersions: [
    {
      externalId: 's:v1',
      statute: 'xx-law-1',
      effectiveTo: '2020-08-01',
      legalForce: 'repealed',
      summary: 'No duty.',
      source: 's:release'
    },
    {
      externalId: 's:v2',
      statute: 'xx-law-1',
      effectiveFrom: '2020-08-01',
      legalForce: 'in_force',
      summary: 'A duty.',
      text: 'Officers shall.',
      sourceAct: '2020 ch. 1',
      source: 's:release'
    }
  ],
  statements: [
    {
      externalId: 's:statement',
      title: 'The chief on force',
      summary: 'She spoke of force.',
      channel: 'press_conference',
      issuedOn: '2025-12-02',
      agencies: [
        { agency: 'ori:XX0000001', role: 'issuer' },
        { agency: 's:city', role: 'participant' }
      ],
      speakers: [{ person: 'ada-chief', postTitle: 'Chief' }],
      publisher: 'news',
      event: 'the-day',
      source: 's:release',
      topics: ['force', 'duty']
    }
  ],
  claims: [
    {
      externalId: 's:claim',
      statement: 's:statement',
      position: 0,
      proposition: 'Officers will intervene.',
      kind: 'commitment',
      attribution: 'verbatim',
      claimants: [{ person: 'ada-chief' }, { agency: 's:pd' }, { description: 'officers' }],
      quotes: [
        { capture: 's:held', exact: 'Officers will intervene', prefix: '“' },
        { capture: 's:held', exact: 'twice', start: 57, end: 62 }
      ],
      topics: ['duty', 'force']
    },
    {
      externalId: 's:other-claim',
      statement: 's:statement',
      position: 1,
      proposition: 'It was said twice.',
      kind: 'empirical',
      attribution: 'commentary'
    }
  ],
  statuteReferences: [
    {
      externalId: 's:reference',
      claim: 's:claim',
      statute: 'citation:Xx. Code § 1',
      citedAs: 'the law',
      pinpoint: 'subd. 1',
      relation: 'names',
      resolution: 'editor',
      basis: 'The heading.'
    }
  ],
  relations: [
    {
      externalId: 's:relation',
      from: 's:other-claim',
      to: 's:claim',
      kind: 'repeats',
      assertedBy: { person: 's:critic' },
      source: 's:release',
      quote: { capture: 's:held', exact: 'He said it twice' }
    }
  ],
  assessments: [
    {
      externalId: 's:assessment',
      targets: [{ statement: 's:statement' }, { claim: 's:claim' }, { description: 'all of it' }],
      author: { publisher: 'news' },
      source: 's:release',
      quote: { capture: 's:held', exact: 'The chief' },
      kind: 'rating',
      aspect: 'accuracy',
      rating: { label: 'Mostly true', value: 4, best: 5, worst: 1 },
      body: 'It is mostly true.',
      publishedOn: '2025-12',
      state: 'corrected',
      stateReason: 'A slip.'
    }
  ]
})
