/** The tools of the MCP server: what each takes, and which requests of the API answer it. */
import { z } from 'zod'
import type { Answer, Api, Parameters } from './api.js'
import { baseOf, type Evidence, withEvidence } from './evidence.js'

export interface Tool {
  name: string
  title: string
  description: string
  input: z.ZodObject
  run: (api: Api, given: Given) => Promise<Evidence>
}
type Given = Record<string, string | number | undefined>

const name = z.string().min(1).max(300)
const id = name.describe('An id, or another of the row’s identifiers, as other tools tell them.')
const day = z
  .string()
  .regex(/^\d{4}(-\d\d){0,2}$/)
  .describe('YYYY, YYYY-MM or YYYY-MM-DD.')
const asOf = z.iso
  .datetime()
  .optional()
  .describe('What was on record at this moment (2026-01-05T12:00:00Z); now unless given.')
const page = (most: number, otherwise: number) => ({
  limit: z.int().min(1).max(most).default(otherwise).describe('How many rows.'),
  after: z.string().max(2000).optional().describe('`next` of the page before.')
})
const slugs = (what: string) =>
  name.optional().describe(`Slugs or ids of ${what}, separated by commas.`)
const words = z.string().min(1).max(1000)

const claimFields = [
  'id,externalId,revision,updatedAt,proposition,kind,attribution,note,claimants,quotes,topics',
  'statement.id,statement.title,statement.channel,statement.issuedOn,statement.issuedOnDetails',
  'statement.agencies,statement.speakers,statement.event,statement.source',
  'statuteReferences,assessments,relations'
].join(',')

const data = ({ body }: Answer) => (body as { data: unknown[] }).data
const listed = (api: Api, answer: Answer) => withEvidence(api, answer, data(answer).length === 0)
const segment = (given: Given, name = 'id') => encodeURIComponent(String(given[name]))

/** A tool that is one list of the API; what it takes are the list's parameters. */
const list = (
  told: Omit<Tool, 'run'>,
  path: string,
  more: (given: Given) => Parameters = () => ({})
): Tool => ({
  ...told,
  run: async (api, given) => listed(api, await api(path, { ...given, ...more(given) }))
})

const search = list(
  {
    name: 'search',
    title: 'Search everything',
    description:
      'Find claims, statements, statutes, agencies, people, topics and sources by words, best first. ' +
      'Gives labels and ids: read what you quote with get_claim or get_statement.',
    input: z.strictObject({
      q: words.describe('All words; "a phrase", -without, or.'),
      resource: name.optional().describe('Only of these, as in `claims,statutes`.'),
      asOf,
      ...page(50, 10)
    })
  },
  '/v1/search'
)

const listClaims: Tool = {
  name: 'list_claims',
  title: 'List claims',
  description:
    'What was claimed, newest first: by agency, topic, person, statute, event, dates or words. Each with its ' +
    'exact quotes, who claimed it, the statement and its date.',
  input: z.strictObject({
    agency: slugs('agencies whose statement it stands in'),
    topic: slugs('topics (narrower ones count with them)'),
    person: slugs('people who claim it'),
    statute: name.optional().describe('A slug, an id or a citation of a statute it refers to.'),
    event: slugs('events'),
    from: day.optional().describe('Stated on or after this day.'),
    to: day.optional().describe('Stated on or before this day.'),
    q: words.optional().describe('Words in the claim or its quotes.'),
    asOf,
    ...page(50, 10)
  }),
  run: async (api, { person, from, to, ...given }) =>
    listed(
      api,
      await api('/v1/claims', {
        ...given,
        claimantPerson: person,
        'issuedOn[gte]': from,
        'issuedOn[lte]': to,
        fields: claimFields
      })
    )
}

const getClaim: Tool = {
  name: 'get_claim',
  title: 'Get a claim with all that belongs to it',
  description:
    'One claim: exact words and their state, statement, source and captures, the law in force on the day it ' +
    'was stated, what others said of it and who said so, how it relates to other claims, its revision.',
  input: z.strictObject({ id, asOf }),
  run: async (api, given) => {
    const { asOf } = given
    const include = 'statement.source,quotes.capture'
    const whole = await api(`/v1/claims/${segment(given)}`, { include, asOf })
    const claim = whole.body as { id: string; revision: number }
    const around = await api(`/v1/claims/${claim.id}/context`, { limit: 5, asOf })
    const { relations, law, assessments, sameAgencies } = around.body as Record<string, unknown>
    const revisionUrl = `${baseOf(whole.url)}/v1/claims/${claim.id}/revisions/${claim.revision}`
    return withEvidence(api, whole, false, {
      claim,
      revisionUrl,
      lawOnTheDay: law,
      assessments,
      relations,
      sameAgencies
    })
  }
}

const compare: Tool = {
  name: 'compare',
  title: 'Compare agencies',
  description:
    'Agencies by topics, side by side: the newest claims of each on each topic with quotes, law and assessments, ' +
    'and nothingOnRecord where there are none.',
  input: z.strictObject({
    agency: name.describe('Slugs or ids of agencies, separated by commas.'),
    topic: name.describe('Slugs or ids of topics, separated by commas.'),
    limit: z.int().min(1).max(5).default(2).describe('How many claims a cell.'),
    asOf
  }),
  run: async (api, given) => {
    const answer = await api('/v1/compare', given)
    const { rows } = (
      answer.body as { data: { rows: { cells: { nothingOnRecord: boolean }[] }[] } }
    ).data
    const isEmpty = rows.every(({ cells }) => cells.every((cell) => cell.nothingOnRecord))
    return withEvidence(api, answer, isEmpty)
  }
}

const resolveCitation: Tool = {
  name: 'resolve_citation',
  title: 'Find the statute of a citation, as it stood on a day',
  description:
    'Reads a citation such as "Minn. Stat. § 626.8475" in any usual form: the statute, and the versions on ' +
    'record for the day, with their legal force.',
  input: z.strictObject({
    citation: z.string().min(1).max(500),
    jurisdiction: name.optional().describe('As in `us-mn`, where the citation does not say.'),
    on: day.optional().describe('The day; today unless given.'),
    asOf
  }),
  run: async (api, given) => {
    const answer = await api('/v1/statutes/resolve', given)
    const { citations } = answer.body as { citations: { statute: unknown }[] }
    return withEvidence(api, answer, !citations.some(({ statute }) => statute))
  }
}

const getStatement: Tool = {
  name: 'get_statement',
  title: 'Get a statement with its claims',
  description:
    'One statement: who issued it and when, its source and captures, what others said of it, and the claims ' +
    'made in it with their exact quotes.',
  input: z.strictObject({ id, asOf }),
  run: async (api, given) => {
    const { asOf } = given
    const include = 'source.captures,assessments'
    const whole = await api(`/v1/statements/${segment(given)}`, { include, asOf })
    const statement = whole.body as { id: string }
    const parameters = { statement: statement.id, sort: 'position', fields: claimFields, asOf }
    const { body } = await api('/v1/claims', { ...parameters, limit: 50 })
    const { data: claims, page } = body as { data: unknown[]; page: { next: string | null } }
    return withEvidence(api, whole, false, { statement, claims, moreClaims: page.next !== null })
  }
}

const statementChanges: Tool = {
  name: 'statement_changes',
  title: 'Was a statement changed?',
  description:
    'Two things kept apart: whether the text it is known from was edited at its publisher (by comparing ' +
    'captures), and what editors of the record changed in the entry, when and why.',
  input: z.strictObject({ id, limit: z.int().min(1).max(50).default(10) }),
  run: async (api, given) => {
    const include = 'source.captures'
    const whole = await api(`/v1/statements/${segment(given)}`, { include })
    const statement = whole.body as {
      id: string
      revision: number
      silentlyEdited: unknown[]
      source: { id: string; captures?: unknown; edits?: unknown } | null
    }
    const { body } = await api(`/v1/statements/${statement.id}/revisions`, {
      limit: given['limit']
    })
    return withEvidence(api, whole, false, {
      statement: statement.id,
      textEditedAtThePublisher: statement.silentlyEdited.length > 0,
      editsOfTheText: statement.silentlyEdited,
      captures: statement.source?.captures ?? [],
      entryChangedSinceItWasMade: statement.revision > 1,
      revisions: (body as { data: unknown }).data,
      source: statement.source && { id: statement.source.id }
    })
  }
}

const timeline = list(
  {
    name: 'timeline',
    title: 'Follow a matter in time',
    description:
      'In order of dates: statements, edits of their texts, assessments, and laws that begin or end. Give at ' +
      'least one of topic, event and agency.',
    input: z.strictObject({
      topic: slugs('topics'),
      event: slugs('events'),
      agency: slugs('agencies'),
      type: name
        .optional()
        .describe('Of statement, claim, edit, assessment, law_begins, law_ends.'),
      sort: z.enum(['date', '-date']).default('date'),
      asOf,
      ...page(100, 30)
    })
  },
  '/v1/timeline'
)

const listAgencies = list(
  {
    name: 'list_agencies',
    title: 'Find agencies',
    description:
      'Agencies by name, for their slugs. Most agencies on record have no statement: hasStatement keeps those that do.',
    input: z.strictObject({
      q: words.optional().describe('A name, perhaps misspelt.'),
      hasStatement: z.enum(['true', 'false']).optional().describe('Whether it has statements.'),
      ...page(50, 20)
    })
  },
  '/v1/agencies',
  () => ({ fields: 'id,slug,name,otherNames,classification,jurisdiction' })
)

const listTopics = list(
  {
    name: 'list_topics',
    title: 'Find topics',
    description: 'Topics by name, for their slugs, each with its definition.',
    input: z.strictObject({ q: words.optional(), ...page(100, 50) })
  },
  '/v1/topics',
  () => ({ fields: 'id,slug,prefLabel,altLabels,definition,broader' })
)

export const tools: readonly Tool[] = [
  search,
  listClaims,
  getClaim,
  compare,
  resolveCitation,
  getStatement,
  statementChanges,
  timeline,
  listAgencies,
  listTopics
]
