/**
 * The workloads as each peer is asked for them: PostGraphile in GraphQL, Directus in REST (W5 in
 * GraphQL, as ours), each with the members that ours answers with. `shapes` say where in an answer
 * each value is, so that the answers can be compared.
 */
import type { Peer } from './peer-packages.js'
import { idOf } from './records.js'
import { type Ask, type Draw, type Workload, workloads } from './workloads.js'

export type Side = 'onrecord' | Peer
/** A place such as `statement.title`; a list's place and the shape of each of its items; or several by name. */
export type Shape = string | [list: string, each: Shape] | { [name: string]: Shape }

export interface PeerWorkload {
  name: string
  about: string
  /** How many times a peer's requests per second ours should reach. */
  targets: Record<Peer, number>
  draw: Workload['draw']
  asks: Record<Side, (draw: Draw) => Ask>
  /** Of those whose answers should be alike. */
  shapes: Partial<Record<Side, Shape>>
}

const graphql = (query: string, variables: Draw): Ask => ({
  path: '/graphql',
  body: JSON.stringify({ query, variables })
})
const items = (path: string, query: Record<string, string>): Ask => ({
  path: `/items/${path}?${new URLSearchParams(query)}`
})
const ours = (name: string) => workloads.find((each) => each.name === name) as Workload

const [newestClaims, byPosition, asRecorded] = [
  'orderBy: [SORT_DATE_DESC, ROW_ID_DESC]',
  'orderBy: [POSITION_ASC]',
  'orderBy: [CREATED_AT_ASC, ROW_ID_ASC]'
]
const pageOfClaims = `nodes { rowId proposition kind attribution
  statementByStatementId { rowId title } }`
const queries = {
  W1: `query One($key: UUID!) { claimByRowId(rowId: $key) { rowId proposition kind attribution
    statementByStatementId { rowId title issuedOn summary channel
      statementAgenciesByStatementId(${byPosition}) { nodes {
        role agencyByAgencyId { rowId name } } } } } }`,
  W2: `query Newest($key: UUID!) { agencyByRowId(rowId: $key) {
    claimAgenciesByAgencyId(orderBy: [SORT_DATE_DESC, CLAIM_ID_DESC], first: 50) { nodes {
      claimByClaimId { rowId proposition kind
        statementByStatementId { rowId title issuedOn
          statementAgenciesByStatementId(${byPosition}) { nodes { agencyByAgencyId { name } } } }
        statuteReferencesByClaimId(${asRecorded}) { nodes {
          statuteByStatuteId { citation } } } } } } } }`,
  W3: `query Page($cursor: Cursor!) {
    allClaims(${newestClaims}, first: 50, after: $cursor) { ${pageOfClaims} } }`,
  W4: `query Search($key: String!) { searchClaims(q: $key, first: 20) { ${pageOfClaims} } }`,
  W5: `query Nested($ids: [UUID!]!) { agenciesByIds(ids: $ids, first: 20) { nodes { rowId name
    statementAgenciesByAgencyId(orderBy: [SORT_DATE_DESC, STATEMENT_ID_DESC], first: 5) { nodes {
      statementByStatementId { rowId title issuedOn
        claimsByStatementId(orderBy: [POSITION_ASC, ROW_ID_ASC], first: 5) { nodes {
          rowId proposition kind
          statuteReferencesByClaimId(${asRecorded}, first: 5) { nodes {
            statuteByStatuteId { citation } } } } } } } } } } }`
}
/** The cursor of the row before a page, for PostGraphile to go on from. */
export const cursorBefore = (row: number): Ask =>
  graphql(
    `query Cursor($offset: Int!) {
      allClaims(${newestClaims}, first: 1, offset: $offset) { pageInfo { endCursor } } }`,
    { offset: row - 1 } as never
  )

const directusNested = `query Nested($ids: [ID!]) {
  agencies(filter: {id: {_in: $ids}}, sort: ["name", "id"], limit: 20) { id name
    statement_agencies(sort: ["-sort_date", "-statement_id"], limit: 5) {
      statement_id { id title issued_on
        claims(sort: ["position", "id"], limit: 5) { id proposition kind
          statute_references(sort: ["created_at", "id"], limit: 5) {
            statute_id { citation } } } } } } }`
const pageFields = 'id,proposition,kind,attribution,statement_id.id,statement_id.title'

const claim = { proposition: 'proposition', kind: 'kind' }
const oursClaim = { id: 'id', ...claim }
const postgraphileClaim = { id: 'rowId', ...claim }
const attribution = 'attribution'
const page: Record<Side, Shape> = {
  onrecord: ['data', { ...oursClaim, attribution, of: 'statement.id', title: 'statement.title' }],
  postgraphile: [
    'data.allClaims.nodes',
    {
      ...postgraphileClaim,
      attribution,
      of: 'statementByStatementId.rowId',
      title: 'statementByStatementId.title'
    }
  ],
  directus: [
    'data',
    { ...oursClaim, attribution, of: 'statement_id.id', title: 'statement_id.title' }
  ]
}
const under = (path: string, names: Record<string, string>): Record<string, Shape> =>
  Object.fromEntries(Object.entries(names).map(([name, each]) => [name, `${path}.${each}`]))
const camel = { of: 'id', title: 'title', issuedOn: 'issuedOn' }
const byRow = { ...camel, of: 'rowId' }
const snake = { ...camel, issuedOn: 'issued_on' }
const most = { summary: 'summary', channel: 'channel' }

const shapes: Record<'W1' | 'W2' | 'W5', Record<Side, Shape>> = {
  W1: {
    onrecord: {
      ...oursClaim,
      attribution,
      ...under('statement', { ...camel, ...most }),
      agencies: ['statement.agencies', { role: 'role', id: 'agency.id', name: 'agency.name' }]
    },
    postgraphile: {
      ...under('data.claimByRowId', { ...postgraphileClaim, attribution }),
      ...under('data.claimByRowId.statementByStatementId', { ...byRow, ...most }),
      agencies: [
        'data.claimByRowId.statementByStatementId.statementAgenciesByStatementId.nodes',
        { role: 'role', id: 'agencyByAgencyId.rowId', name: 'agencyByAgencyId.name' }
      ]
    },
    directus: {
      ...under('data', { ...oursClaim, attribution }),
      ...under('data.statement_id', { ...snake, ...most }),
      agencies: [
        'data.statement_id.statement_agencies',
        { role: 'role', id: 'agency_id.id', name: 'agency_id.name' }
      ]
    }
  },
  W2: {
    onrecord: [
      'data',
      {
        ...oursClaim,
        ...under('statement', camel),
        agencies: ['statement.agencies', 'agency.name'],
        statutes: ['statuteReferences', 'statute.citation']
      }
    ],
    postgraphile: [
      'data.agencyByRowId.claimAgenciesByAgencyId.nodes',
      {
        ...under('claimByClaimId', postgraphileClaim),
        ...under('claimByClaimId.statementByStatementId', byRow),
        agencies: [
          'claimByClaimId.statementByStatementId.statementAgenciesByStatementId.nodes',
          'agencyByAgencyId.name'
        ],
        statutes: ['claimByClaimId.statuteReferencesByClaimId.nodes', 'statuteByStatuteId.citation']
      }
    ],
    directus: [
      'data',
      {
        ...under('claim_id', oursClaim),
        ...under('claim_id.statement_id', snake),
        agencies: ['claim_id.statement_id.statement_agencies', 'agency_id.name'],
        statutes: ['claim_id.statute_references', 'statute_id.citation']
      }
    ]
  },
  W5: {
    onrecord: [
      'data.agencies.nodes',
      {
        id: 'id',
        name: 'name',
        statements: [
          'statements.nodes',
          {
            ...camel,
            claims: [
              'claims.nodes',
              { ...oursClaim, statutes: ['statuteReferences.nodes', 'statute.citation'] }
            ]
          }
        ]
      }
    ],
    postgraphile: [
      'data.agenciesByIds.nodes',
      {
        id: 'rowId',
        name: 'name',
        statements: [
          'statementAgenciesByAgencyId.nodes',
          {
            ...under('statementByStatementId', byRow),
            claims: [
              'statementByStatementId.claimsByStatementId.nodes',
              {
                ...postgraphileClaim,
                statutes: ['statuteReferencesByClaimId.nodes', 'statuteByStatuteId.citation']
              }
            ]
          }
        ]
      }
    ],
    directus: [
      'data.agencies',
      {
        id: 'id',
        name: 'name',
        statements: [
          'statement_agencies',
          {
            ...under('statement_id', snake),
            claims: [
              'statement_id.claims',
              { ...oursClaim, statutes: ['statute_references', 'statute_id.citation'] }
            ]
          }
        ]
      }
    ]
  }
}

const newest: PeerWorkload['asks'] = {
  onrecord: ours('W2').ask,
  postgraphile: (draw) => graphql(queries.W2, draw),
  directus: ({ key }) =>
    items('claim_agencies', {
      'filter[agency_id][_eq]': key as string,
      sort: '-sort_date,-claim_id',
      limit: '50',
      fields:
        'claim_id.id,claim_id.proposition,claim_id.kind,claim_id.statement_id.id,claim_id.statement_id.title,claim_id.statement_id.issued_on,claim_id.statement_id.statement_agencies.agency_id.name,claim_id.statute_references.statute_id.citation',
      'deep[claim_id][statement_id][statement_agencies][_sort]': 'position',
      'deep[claim_id][statute_references][_sort]': 'created_at,id'
    })
}

export const peerWorkloads: PeerWorkload[] = [
  {
    name: 'W1',
    about: ours('W1').about,
    targets: { postgraphile: 2, directus: 8 },
    draw: ours('W1').draw,
    asks: {
      onrecord: ours('W1').ask,
      postgraphile: (draw) => graphql(queries.W1, draw),
      directus: ({ key }) =>
        items(`claims/${key}`, {
          fields: `${pageFields},statement_id.issued_on,statement_id.summary,statement_id.channel,statement_id.statement_agencies.role,statement_id.statement_agencies.agency_id.id,statement_id.statement_agencies.agency_id.name`,
          'deep[statement_id][statement_agencies][_sort]': 'position'
        })
    },
    shapes: shapes.W1
  },
  {
    name: 'W2',
    about: ours('W2').about,
    targets: { postgraphile: 3, directus: 8 },
    draw: ours('W2').draw,
    asks: newest,
    shapes: shapes.W2
  },
  {
    // Directus has no cursors: it is asked for the page by its number, and PostgreSQL counts the rows off.
    name: 'W3',
    about: 'page 1,000 of the whole list, by cursor (Directus: by its number)',
    targets: { postgraphile: 3, directus: 8 },
    draw: ours('W3').draw,
    asks: {
      onrecord: ours('W3').ask,
      postgraphile: ({ peerCursor }) => graphql(queries.W3, { cursor: peerCursor ?? '' }),
      directus: ({ number }) =>
        items('claims', {
          sort: '-sort_date,-id',
          limit: '50',
          page: number as string,
          fields: pageFields
        })
    },
    shapes: page
  },
  {
    // Directus has no full-text search: `search` looks for the words as one string in all text columns,
    // finds hardly anything, ranks nothing, and reads the whole table for it.
    name: 'W4',
    about: 'the 20 best of the claims with four words (Directus: with their string)',
    targets: { postgraphile: 1.5, directus: 8 },
    draw: ours('W4').draw,
    asks: {
      onrecord: ours('W4').ask,
      postgraphile: (draw) => graphql(queries.W4, draw),
      directus: ({ key }) =>
        items('claims', { search: key as string, limit: '20', fields: pageFields })
    },
    shapes: {
      onrecord: ['data', 'id'],
      postgraphile: ['data.searchClaims.nodes', 'rowId']
    }
  },
  {
    name: 'W5',
    about: ours('W5').about,
    targets: { postgraphile: 3, directus: 8 },
    draw: ours('W5').draw,
    asks: {
      onrecord: ours('W5').ask,
      postgraphile: (draw) => graphql(queries.W5, draw),
      directus: (draw) => graphql(directusNested, draw)
    },
    shapes: shapes.W5
  }
]

/** One list again and again; ours and Directus' are told which answer is held, and say 304. */
export const hotWorkload: PeerWorkload = {
  name: 'W7',
  about: 'W2 of one agency again and again, with `If-None-Match` where there is an `ETag`',
  targets: { postgraphile: 20, directus: 8 },
  draw: () => ({ key: idOf('agencies', 7) }),
  asks: newest,
  shapes: shapes.W2
}
