/** Fields of the root that read no resource: quotes checked, captures compared. They have resolvers. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import { ApiError } from '../errors.js'
import { CitationsToParse, QuoteToVerify } from '../resources/evidence-inputs.js'
import { QuoteState } from '../resources/quotes.js'
import { findCitations } from '../store/citations.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { diffCaptures, verifyQuote } from '../store/evidence.js'
import type { Sight } from '../store/view.js'
import { viewOf } from './arguments.js'
import { badInput } from './errors.js'
import { asOf, DateTime, listOf, valueType } from './scalars.js'

export interface ResolverContext {
  db: Queryable
  sees?: Sight | undefined
  cursors: Cursors
  /** What a resolver threw: mercurius keeps no more of it than its message. */
  failed: { error?: unknown }
}
type Root = GraphQLFieldConfig<unknown, ResolverContext>
const int = new GraphQLNonNull(GraphQLInt)
const string = new GraphQLNonNull(GraphQLString)
const state = new GraphQLNonNull(valueType(QuoteState))

const CaptureReference = new GraphQLObjectType({
  name: 'CaptureReference',
  description: 'A capture, by its id and its number in its source.',
  fields: {
    id: { type: new GraphQLNonNull(GraphQLID) },
    number: { type: int },
    capturedAt: { type: DateTime }
  }
})
const QuoteMatch = new GraphQLObjectType({
  name: 'QuoteMatch',
  description: 'A place where words stand: Unicode code points from 0, the end excluded.',
  fields: {
    start: { type: int },
    end: { type: int },
    exact: { type: string, description: 'The words as they stand there.' },
    prefix: { type: string },
    suffix: { type: string },
    folded: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether they differ in what `fold` lets pass.'
    }
  }
})
const QuoteInCapture = new GraphQLObjectType({
  name: 'QuoteInCapture',
  fields: {
    capture: { type: CaptureReference, description: 'Null for a text that was given.' },
    state: { type: state },
    matches: { type: listOf(QuoteMatch) }
  }
})
const QuoteVerification = new GraphQLObjectType({
  name: 'QuoteVerification',
  fields: { captures: { type: listOf(QuoteInCapture) } }
})

const ChangeKind = new GraphQLEnumType({
  name: 'ChangeKind',
  values: { added: {}, removed: {}, replaced: {} }
})
const Span = new GraphQLObjectType({
  name: 'Span',
  description: 'A part of a text: Unicode code points from 0, the end excluded.',
  fields: { start: { type: int }, end: { type: int }, text: { type: string } }
})
const Change = new GraphQLObjectType({
  name: 'Change',
  fields: {
    kind: { type: new GraphQLNonNull(ChangeKind) },
    from: { type: new GraphQLNonNull(Span) },
    to: { type: new GraphQLNonNull(Span) }
  }
})
const ClaimReference = new GraphQLObjectType({
  name: 'ClaimReference',
  fields: { id: { type: new GraphQLNonNull(GraphQLID) }, label: { type: string } }
})
const TouchedQuote = new GraphQLObjectType({
  name: 'TouchedQuote',
  fields: {
    claim: { type: new GraphQLNonNull(ClaimReference) },
    exact: { type: string },
    start: { type: int },
    end: { type: int },
    state: { type: state, description: 'What became of the words in the later text.' }
  }
})
const CaptureDiff = new GraphQLObjectType({
  name: 'CaptureDiff',
  fields: {
    from: { type: new GraphQLNonNull(CaptureReference) },
    to: { type: new GraphQLNonNull(CaptureReference) },
    identical: { type: new GraphQLNonNull(GraphQLBoolean) },
    changes: { type: listOf(Change).ofType, description: 'Null where a text is not held.' },
    claims: { type: listOf(TouchedQuote), description: 'The claims whose quotes are touched.' }
  }
})

const verify: Root = {
  type: QuoteVerification,
  description:
    'Where words stand: in every capture of a source, in one capture, or in a text. Null where there is no such source or capture.',
  args: {
    source: { type: GraphQLID },
    capture: { type: GraphQLID },
    text: { type: GraphQLString },
    exact: { type: string },
    prefix: { type: GraphQLString },
    suffix: { type: GraphQLString },
    fold: { type: GraphQLBoolean }
  },
  async resolve(_, args, { db }) {
    const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null))
    const { data, error } = QuoteToVerify.safeParse(given)
    if (error)
      throw badInput(
        error.issues[0]?.path.join('.') || 'verifyQuote',
        error.issues[0]?.message ?? ''
      )
    const { source, capture, text, ...selector } = data
    return (await verifyQuote(db, selector, { source, capture, text } as { text: string })) ?? null
  }
}

const diff: Root = {
  type: CaptureDiff,
  description:
    'What differs between two captures of a source, by their numbers, and which claims it touches.',
  args: {
    source: { type: new GraphQLNonNull(GraphQLID) },
    from: { type: int },
    to: { type: int },
    asOf
  },
  async resolve(_, { source, from, to, ...args }, { db }) {
    if (from < 1 || to < 1) throw new ApiError('invalid_parameter', 'Captures are numbered from 1.')
    return (await diffCaptures(db, source, from, to, viewOf(args))) ?? null
  }
}

export const RowReference = new GraphQLObjectType({
  name: 'RowReference',
  description: 'A row of the record: enough to name it and to find it.',
  fields: {
    id: { type: new GraphQLNonNull(GraphQLID) },
    slug: { type: GraphQLString },
    label: { type: GraphQLString }
  }
})
const CalledBy = new GraphQLObjectType({
  name: 'CalledBy',
  description: 'A popular name, and the source that uses it.',
  fields: { name: { type: string }, source: { type: new GraphQLNonNull(RowReference) } }
})
const Citation = new GraphQLObjectType({
  name: 'Citation',
  description: 'A citation as it stands in a text: Unicode code points from 0, the end excluded.',
  fields: {
    start: { type: int },
    end: { type: int },
    text: { type: string },
    jurisdiction: { type: GraphQLString },
    code: { type: GraphQLString },
    container: { type: GraphQLString, description: 'Title, chapter or act.' },
    section: { type: GraphQLString, description: 'A range has both ends: `626.84..626.863`.' },
    pinpoint: { type: GraphQLString },
    editionYear: { type: GraphQLInt },
    canonical: { type: GraphQLString },
    statute: { type: RowReference, description: 'The statute on record.' },
    pinpointKnown: { type: GraphQLBoolean, description: 'Null where that is not recorded.' },
    popularName: { type: CalledBy, description: 'By which name, if it is not cited.' },
    reason: { type: GraphQLString, description: 'Why there is no statute, or no whole citation.' }
  }
})
const citationArguments = { jurisdiction: { type: GraphQLString }, asOf }
const citationsIn = async (
  text: string,
  { jurisdiction, ...args }: Record<string, string | null>,
  db: Queryable
) => {
  const { data, error } = CitationsToParse.safeParse({
    text,
    jurisdiction: jurisdiction ?? undefined
  })
  if (error) throw badInput(error.issues[0]?.path.join('.') ?? '', error.issues[0]?.message ?? '')
  return findCitations(db, data.text, data.jurisdiction, viewOf(args))
}

const parse: Root = {
  type: listOf(Citation),
  description: 'The citations in a text, in order, each with the statute that it names.',
  args: { text: { type: string }, ...citationArguments },
  resolve: (_, { text, ...args }, { db }) => citationsIn(text, args, db)
}
const resolve: Root = {
  type: Citation,
  description:
    'One citation, or a popular name, with the statute that it names; null where it is neither.',
  args: { citation: { type: string }, ...citationArguments },
  async resolve(_, { citation, ...args }, { db }) {
    const [first] = await citationsIn(citation, args, db)
    return first ?? null
  }
}

export const evidenceFields = {
  verifyQuote: verify,
  captureDiff: diff,
  parseCitations: parse,
  resolveCitation: resolve
}
