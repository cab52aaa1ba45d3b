/** The field `timeline`: what was said, judged and enacted on a matter, by date. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import { resources } from '../resources/index.js'
import {
  entryTypes,
  readTimeline,
  selectors,
  type TimelineRequest,
  timelineBinding,
  typesByDefault
} from '../store/timeline.js'
import { filtersOfAll, mostRows, viewOf } from './arguments.js'
import { badInput } from './errors.js'
import type { ResolverContext } from './evidence.js'
import { asOf, DateScalar, EdtfScalar, listOf } from './scalars.js'

const string = new GraphQLNonNull(GraphQLString)
const EntryType = new GraphQLEnumType({
  name: 'TimelineType',
  values: Object.fromEntries(entryTypes.map((value) => [value, { value }]))
})
const row = {
  resource: { type: string },
  id: { type: new GraphQLNonNull(GraphQLID) },
  slug: { type: GraphQLString },
  label: { type: GraphQLString },
  href: { type: string, description: 'Where it is in REST.' }
}
const TimelineLink = new GraphQLObjectType({
  name: 'TimelineLink',
  fields: { rel: { type: string, description: 'What the row is to the entry.' }, ...row }
})
const TimelineEntry = new GraphQLObjectType({
  name: 'TimelineEntry',
  description: 'Something with a date; `node(id:)` has all of its row.',
  fields: {
    type: { type: new GraphQLNonNull(EntryType) },
    ...row,
    date: { type: EdtfScalar, description: 'As it is on record; null where none is.' },
    earliest: { type: DateScalar, description: 'The first day it may stand for.' },
    latest: { type: DateScalar, description: 'The last day it may stand for.' },
    uncertain: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether the date is anything but one certain day.'
    },
    links: { type: listOf(TimelineLink), description: 'The rows that it stands among.' }
  }
})
const Timeline = new GraphQLObjectType({
  name: 'Timeline',
  fields: {
    entries: { type: listOf(TimelineEntry) },
    next: { type: GraphQLString, description: 'For `after`; null on the last page.' }
  }
})

export const timeline: GraphQLFieldConfig<unknown, ResolverContext> = {
  type: new GraphQLNonNull(Timeline),
  description:
    'Statements, edits of their sources, assessments and changes of the law on a matter, by date. Those without a date come last.',
  args: {
    ...Object.fromEntries(
      selectors.map((name) => [name, { type: new GraphQLList(new GraphQLNonNull(GraphQLID)) }])
    ),
    types: {
      type: new GraphQLList(new GraphQLNonNull(EntryType)),
      description: 'Only these; all but claims unless given.'
    },
    descending: { type: GraphQLBoolean, description: 'The latest first.' },
    first: { type: GraphQLInt, description: `1 to ${mostRows}; 50 unless given.` },
    after: { type: GraphQLString, description: 'A cursor, `next` of the page before.' },
    asOf
  },
  async resolve(_, { types, descending, first, after, ...args }, { db, cursors }) {
    const given = selectors.filter((name) => args[name] != null)
    if (!given.length) throw badInput(selectors[0], `One of ${selectors.join(', ')} is required.`)
    const asked = Object.fromEntries(given.map((name) => [name, { in: args[name] }]))
    const limit = first ?? 50
    if (limit < 1 || limit > mostRows)
      throw badInput('first', `Expected a whole number from 1 to ${mostRows}.`)
    const request: TimelineRequest = {
      filters: filtersOfAll(resources.claims, asked),
      types: types?.length ? [...new Set<TimelineRequest['types'][number]>(types)] : typesByDefault,
      descending: descending ?? false,
      limit,
      view: viewOf(args)
    }
    if (after != null) request.from = cursors.read(after, timelineBinding(request), 'after')
    const { data, more, last } = await readTimeline(db, request)
    const next = more && last ? cursors.sign(last, timelineBinding(request)) : null
    return { entries: JSON.parse(`[${data}]`), next }
  }
}
