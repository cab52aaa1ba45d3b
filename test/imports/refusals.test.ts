/** What an import refuses: each mistake is told with its file, line and field, and nothing is written. */
import t from 'tap'
import { refuses } from '../support/importing.js'

const agency = (row: Record<string, unknown>) => ({
  externalId: 'a',
  name: 'A',
  classification: 'other',
  ...row
})
const claim = (row: Record<string, unknown>) => ({
  externalId: 'c',
  statement: 's:statement',
  position: 2,
  proposition: 'It is so.',
  kind: 'empirical',
  attribution: 'verbatim',
  ...row
})
const held = { capture: 's:held' }

t.test('values that the definitions do not allow', (t) =>
  refuses(t, [
    [
      'a field that there is not',
      { 'a.json': { agencies: [agency({ nmae: 'A' })] } },
      ['a.json:1 a nmae', /no such field.*name, otherNames/]
    ],
    [
      'a field that every object has',
      { 'a.ndjson': '{"resource":"agencies","slug":"a","constructor":1,"__proto__":{"x":1}}' },
      ['a.ndjson:1 a constructor', /no such field/],
      ['a.ndjson:1 a __proto__', /no such field/]
    ],
    [
      'such fields in parts and groups',
      {
        'a.ndjson':
          '{"resource":"assessments","externalId":"a","rating":{"toString":1},"targets":[{"constructor":1}]}'
      },
      ['a.ndjson:1 a rating.toString', /no such field/],
      ['a.ndjson:1 a targets.0.constructor', /no such field/]
    ],
    [
      'a field that the service makes',
      { 'a.json': { agencies: [agency({ revision: 2, createdAt: '2026-01-01T00:00:00Z' })] } },
      ['a.json:1 a revision', /made by the service/],
      ['a.json:1 a createdAt', /made by the service/]
    ],
    [
      'a link that is written from the other side',
      { 'a.json': { agencies: [agency({ statements: [] })] } },
      ['a.json:1 a statements', /from the other side/]
    ],
    [
      'a part of a part that the service makes',
      { 'a.json': { claims: [claim({ quotes: [{ ...held, exact: 'He', state: 'anchored' }] })] } },
      ['a.json:1 c quotes.0.state', /no such field to write/]
    ],
    [
      'a word that is not of the list',
      { 'a.json': { agencies: [agency({ classification: 'police' })] } },
      ['a.json:1 a classification', /police_department/]
    ],
    [
      'such a word in a part',
      {
        'a.json': {
          statements: [{ externalId: 's:statement', agencies: [{ agency: 's:pd', role: 'boss' }] }]
        }
      },
      ['a.json:1 s:statement agencies.0.role', /issuer/]
    ],
    [
      'values of another type, and null where there must be one',
      {
        'a.json': {
          agencies: [agency({ name: null, otherNames: 'A', website: 7, identifiers: {} })]
        }
      },
      ['a.json:1 a name', /cannot be null/],
      ['a.json:1 a otherNames', /array/],
      ['a.json:1 a website', /string/],
      ['a.json:1 a identifiers', /Expected a list/]
    ],
    [
      'a number that is too large, or not whole',
      {
        'a.json': {
          claims: [claim({ position: 3_000_000_000 }), claim({ externalId: 'd', position: 1.5 })]
        }
      },
      ['a.json:1 c position', /2147483647 at most/],
      ['a.json:1 d position', /int/]
    ],
    [
      'dates that are not EDTF',
      {
        'a.ndjson': ['2025-13', 'December', '2025-12-02T10:00', '0000']
          .map((issuedOn, i) =>
            JSON.stringify({ resource: 'statements', externalId: `s${i}`, issuedOn })
          )
          .join('\n')
      },
      ['a.ndjson:1 s0 issuedOn', /Expected/],
      ['a.ndjson:2 s1 issuedOn', /EDTF date such as/],
      ['a.ndjson:3 s2 issuedOn', /without a time/],
      ['a.ndjson:4 s3 issuedOn', /year from 0001/]
    ],
    [
      'days that are none, and dates in parts',
      {
        'a.json': {
          statuteVersions: [{ externalId: 'v', effectiveFrom: '2021-02-30' }],
          people: [
            {
              externalId: 'p',
              name: 'P',
              posts: [{ agency: 's:pd', title: 'T', source: 's:release', startsOn: 'once' }]
            }
          ]
        }
      },
      ['a.json:1 v effectiveFrom', /date/],
      ['a.json:1 p posts.0.startsOn', /EDTF/]
    ],
    [
      'NUL, and half of a character',
      { 'a.json': '{"agencies":[{"externalId":"a","name":"A\\u0000B","note":"\\ud83d"}]}' },
      ['a.json:1 a name', /NUL/],
      ['a.json:1 a note', /surrogate/]
    ],
    [
      'a text in NFC whose hash is another',
      {
        'a.json': {
          captures: [
            {
              externalId: 'h',
              source: 's:release',
              mediaType: 'text/plain',
              text: 'a',
              sha256: 'b'.repeat(64),
              length: 2
            }
          ]
        }
      },
      ['a.json:1 h sha256', /not the hash of the text, which is ca978112/],
      ['a.json:1 h length', /1 code point/]
    ],
    [
      'an identifier, a slug and a division id of the wrong form',
      {
        'a.json': {
          agencies: [agency({ slug: 'A B', identifiers: [{ scheme: 'ORI', identifier: 'x' }] })],
          jurisdictions: [
            { ocdId: 'ocd-division/country:us/state:MN', name: 'M', classification: 'x y' }
          ]
        }
      },
      ['a.json:1 a slug', /pattern/],
      ['a.json:1 a identifiers.0.scheme', /pattern/],
      ['a.json:1 ocd-division/country:us/state:MN ocdId', /pattern/],
      ['a.json:1 ocd-division/country:us/state:MN classification', /pattern/]
    ],
    [
      'a record that could not be found again',
      { 'a.json': { agencies: [{ name: 'A', classification: 'other', identifiers: [] }] } },
      ['a.json:1 externalId', /second import finds/]
    ],
    [
      'a part that lacks what it needs',
      {
        'a.json': {
          people: [{ externalId: 'p', name: 'P', posts: [{ title: 'Chief' }, null, 'x'] }]
        }
      },
      ['a.json:1 p posts.0.agency', /required/],
      ['a.json:1 p posts.0.source', /required/],
      ['a.json:1 p posts.1', /Expected an object/],
      ['a.json:1 p posts.2', /Expected an object/]
    ],
    [
      'links that are no names',
      { 'a.json': { agencies: [agency({ parent: 7, successors: [null, ''], jurisdiction: {} })] } },
      ['a.json:1 a parent', /Expected the id, slug/],
      ['a.json:1 a successors.0', /Expected the id, slug/],
      ['a.json:1 a successors.1', /Expected the id, slug/],
      ['a.json:1 a jurisdiction', /Expected the id, slug/]
    ]
  ])
)

t.test('what only the record as a whole can tell', (t) =>
  refuses(t, [
    [
      'a link to nothing',
      {
        'a.json':
          '{\n "agencies": [\n  {"externalId":"a","name":"A","classification":"other",\n   "parent":"nobody"}\n ]\n}'
      },
      ['a.json:3 a parent', /no agency named 'nobody'/]
    ],
    [
      'links of parts and of lists to nothing',
      {
        'a.ndjson': [
          {
            resource: 'statements',
            externalId: 's:statement',
            agencies: [{ agency: 'nobody', role: 'issuer' }]
          },
          {
            resource: 'statements',
            externalId: 'x',
            title: 'X',
            source: 's:release',
            agencies: [{ agency: 'ori:XX0000009', role: 'issuer' }]
          }
        ]
          .map((row) => JSON.stringify(row))
          .join('\n')
      },
      ['a.ndjson:1 s:statement agencies.agency', /no agency named 'nobody'/],
      ['a.ndjson:2 x agencies.agency', /no agency named 'ori:XX0000009'/]
    ],
    [
      'a link to a row of another kind',
      { 'a.json': { claims: [claim({ statement: 's:claim' })] } },
      ['a.json:1 c statement', /no statement named 's:claim'/]
    ],
    [
      'a new row without what every row has',
      { 'a.json': { captures: [{ externalId: 'h', source: 's:release', text: 'a' }] } },
      ['a.json:1 h mediaType', /required/]
    ],
    [
      'and without its link',
      { 'a.json': { claims: [claim({ statement: undefined })] } },
      ['a.json:1 c statement', /required/]
    ],
    [
      'a link that cannot be cleared',
      { 'a.json': { claims: [{ externalId: 's:claim', statement: null }] } },
      ['a.json:1 s:claim statement', /required/]
    ],
    [
      'a slug that two new rows have',
      {
        'a.ndjson': ['a', 'b']
          .map((externalId) =>
            JSON.stringify({ resource: 'agencies', ...agency({ externalId, slug: 'same' }) })
          )
          .join('\n')
      },
      ['a.ndjson:2 b slug', /same slug: same/]
    ],
    [
      'a slug that a row on record has, which has another externalId',
      { 'a.json': { agencies: [agency({ slug: 'town-pd' })] } },
      ['a.json:1 a slug', /same slug: town-pd/]
    ],
    [
      'a slug taken from a row',
      { 'a.json': { agencies: [{ externalId: 's:new-pd', slug: 'town-pd' }] } },
      ['a.json:1 s:new-pd slug', /same slug: town-pd/]
    ],
    [
      'an identifier that a row on record has',
      {
        'a.json': {
          agencies: [
            { externalId: 's:new-pd', identifiers: [{ scheme: 'ori', identifier: 'XX0000001' }] }
          ]
        }
      },
      [
        'a.json:1 s:new-pd identifiers.identifier',
        /same identifiers.scheme, identifiers.identifier: ori, XX0000001/
      ]
    ],
    [
      'an ORI of the wrong form',
      { 'a.json': { agencies: [agency({ identifiers: [{ scheme: 'ori', identifier: 'XX1' }] })] } },
      ['a.json:1 a identifiers.identifier', /ori has its form/]
    ],
    [
      'a citation that a statute on record has',
      {
        'a.json': {
          statutes: [
            {
              externalId: 'l',
              jurisdiction: 'ocd-division/country:xx',
              code: 'x',
              section: '1',
              citation: 'Xx. Code § 1',
              kind: 'statute',
              verification: 'lead'
            }
          ]
        }
      },
      ['a.json:1 l citation', /same citation: Xx. Code § 1/]
    ],
    [
      'one row twice in a file',
      {
        'a.ndjson': [1, 2]
          .map((n) => JSON.stringify({ resource: 'agencies', ...agency({ name: `A${n}` }) }))
          .join('\n')
      },
      ['a.ndjson:2 a', /same row as the one in line 1/]
    ],
    [
      'one row on record twice in a file, by two of its names',
      {
        'a.ndjson':
          '{"resource":"agencies","slug":"town-pd"}\n\n{"resource":"agencies","externalId":"s:pd"}'
      },
      ['a.ndjson:3 s:pd', /same row as the one in line 1/]
    ],
    [
      'an alias that is the id of a place, and an id that is an alias',
      {
        'a.json': {
          jurisdictions: [
            { ocdId: 'ocd-division/country:xx/place:the_town', name: 'T', classification: 'place' }
          ]
        }
      },
      ['a.json:1 ocd-division/country:xx/place:the_town ocdId', /alias of a place/]
    ],
    [
      'an alias that is the id of a place',
      {
        'a.json': {
          jurisdictions: [
            { ocdId: 'ocd-division/country:xx', aliases: ['ocd-division/country:xx/place:town'] }
          ]
        }
      },
      ['a.json:1 ocd-division/country:xx aliases', /id of a place/]
    ],
    [
      'versions that overlap those on record',
      {
        'a.json': {
          statuteVersions: [
            {
              externalId: 'v',
              statute: 'xx-law-1',
              effectiveFrom: '2021-01-01',
              legalForce: 'in_force',
              summary: 'S',
              source: 's:release'
            }
          ]
        }
      },
      ['a.json:1 v effectiveTo', /overlap: this one and \[2020-08-01,\)/]
    ],
    [
      'versions that overlap each other',
      {
        'a.ndjson': ['2001', '2003', '2002']
          .map((year) =>
            JSON.stringify({
              resource: 'statuteVersions',
              externalId: `v${year}`,
              statute: 's:old-law',
              effectiveFrom: `${year}-01-01`,
              effectiveTo: `${Number(year) + 1}-06-01`,
              legalForce: 'in_force',
              summary: 'S',
              source: 's:release'
            })
          )
          .join('\n')
      },
      ['a.ndjson:3 v2002 effectiveTo', /overlap: this one and \[200[13]-01-01/]
    ],
    [
      'a version that ends before it begins',
      { 'a.json': { statuteVersions: [{ externalId: 's:v2', effectiveTo: '2019-01-01' }] } },
      ['a.json:1 s:v2 effectiveTo', /begins before it ends/]
    ],
    [
      'a quote that does not stand in its capture',
      {
        'a.json': { claims: [claim({ quotes: [{ ...held, exact: 'officers would intervene' }] })] }
      },
      ['a.json:1 c quotes', /does not stand in its capture: officers would/]
    ],
    [
      'a quote at another place',
      { 'a.json': { claims: [claim({ quotes: [{ ...held, exact: 'He', start: 47, end: 49 }] })] } },
      ['a.json:1 c quotes', /does not stand in its capture at 47: He/]
    ],
    [
      'a quote that stands there twice',
      {
        'a.json': {
          relations: [
            { externalId: 's:relation', quote: { ...held, exact: 'fficers will intervene' } }
          ]
        }
      },
      ['a.json:1 s:relation quote', /more than once in its capture/]
    ],
    [
      'a quote with half of its offsets',
      { 'a.json': { claims: [claim({ quotes: [{ ...held, exact: 'He', start: 46 }] })] } },
      ['a.json:1 c quotes.end', /start with end/]
    ],
    [
      'a capture on record whose content would change',
      { 'a.json': { captures: [{ externalId: 's:held', language: 'de' }] } },
      ['a.json:1 s:held', /A capture is immutable/]
    ],
    [
      'a published statement without a source',
      { 'a.json': { statements: [{ externalId: 'x', title: 'X' }] } },
      ['a.json:1 x source', /published has source/]
    ],
    [
      'an assessment of two authors, a relation of nobody’s, a reference without its basis',
      {
        'a.json': { assessments: [{ externalId: 's:assessment', author: { person: 's:critic' } }] }
      },
      ['a.json:1 s:assessment author.publisher', /one author/]
    ],
    [
      'a relation of nobody’s',
      {
        'a.json': {
          relations: [
            {
              externalId: 'r',
              from: 's:claim',
              to: 's:other-claim',
              kind: 'repeats',
              source: 's:release'
            }
          ]
        }
      },
      ['a.json:1 r assertedBy.editors', /one asserter/]
    ],
    [
      'a reference whose resolution has no basis',
      { 'a.json': { statuteReferences: [{ externalId: 's:reference', basis: null }] } },
      ['a.json:1 s:reference basis', /editor gives basis/]
    ],
    [
      'a claimant that is nobody, among others',
      {
        'a.json': { claims: [{ externalId: 's:claim', claimants: [{ person: 'ada-chief' }, {}] }] }
      },
      ['a.json:1 s:claim claimants.description', /somebody/]
    ],
    [
      'a row below itself',
      { 'a.json': { agencies: [agency({ parent: 'a' })] } },
      ['a.json:1 a parent', /parent is another/]
    ],
    [
      'an agency twice in one statement',
      {
        'a.json': {
          statements: [
            {
              externalId: 's:statement',
              agencies: [
                { agency: 's:pd', role: 'issuer' },
                { agency: 'town-pd', role: 'subject' }
              ]
            }
          ]
        }
      },
      ['a.json:1 s:statement agencies.agency', /same/]
    ],
    [
      'the first of many mistakes among many rows',
      {
        'a.ndjson': Array.from({ length: 300 }, (_, i) =>
          JSON.stringify({
            resource: 'claims',
            ...claim({ externalId: `c${i}`, position: i, kind: i < 123 ? 'legal' : undefined })
          })
        ).join('\n')
      },
      ['a.ndjson:124 c123 kind', /required/]
    ]
  ])
)
