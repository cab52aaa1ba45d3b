/** Assessments: what a named author has said of a statement, claim or person (schema.org Review). */
import { doublePrecision, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { dateColumns, dateFields, line, prose, rowColumns, rowFields } from './columns.js'
import { column, defineResource, group, one, parts } from './define.js'
import {
  anyOf,
  byDate,
  dated,
  linked,
  linkedThrough,
  matching,
  rowFilters,
  rowSorts
} from './filters.js'
import { assessmentTargets, quotes } from './links.js'
import { quoteField } from './quotes.js'

export const AssessmentKind = z
  .enum(['rating', 'commentary', 'recommendation', 'correction'])
  .meta({ id: 'AssessmentKind', description: 'What kind of assessment it is.' })
export const AssessmentState = z
  .enum(['standing', 'corrected', 'retracted'])
  .meta({ id: 'AssessmentState', description: 'Whether its author stands by it.' })

const table = pgTable('assessments', {
  ...rowColumns(),
  authorPersonId: uuid('author_person_id'),
  authorPublisherId: uuid('author_publisher_id'),
  sourceId: uuid('source_id'),
  kind: text('kind').notNull(),
  aspect: text('aspect'),
  ratingLabel: text('rating_label'),
  ratingValue: doublePrecision('rating_value'),
  ratingBest: doublePrecision('rating_best'),
  ratingWorst: doublePrecision('rating_worst'),
  body: text('body'),
  ...dateColumns('publishedOn', 'published_on'),
  state: text('state').notNull().default('standing'),
  stateReason: text('state_reason')
})
const target = (value: 'statementId' | 'claimId' | 'personId') => ({
  table: assessmentTargets,
  owner: assessmentTargets.assessmentId,
  value: assessmentTargets[value]
})

export const assessments = defineResource({
  name: 'assessments',
  singular: 'assessment',
  typeName: 'Assessment',
  path: 'assessments',
  about:
    'What a named author said of statements, claims or people, in a source. The service rates nothing.',
  table,
  label: [table.body, table.kind],
  fields: {
    ...rowFields(table),
    targets: parts({
      typeName: 'AssessmentTarget',
      about: 'What it is about: a statement, a claim or a person, or a group only described.',
      table: assessmentTargets,
      owner: assessmentTargets.assessmentId,
      position: assessmentTargets.position,
      fields: {
        statement: one(assessmentTargets.statementId, 'statements', 'The statement.'),
        claim: one(assessmentTargets.claimId, 'claims', 'The claim.'),
        person: one(assessmentTargets.personId, 'people', 'The person.'),
        description: column(
          assessmentTargets.description,
          line(500).meta({
            description: 'The group or matter, as the source describes it.',
            examples: ['the agencies of the area']
          })
        )
      }
    }),
    author: group('AssessmentAuthor', 'Whose assessment it is: a person or a publisher.', {
      person: one(table.authorPersonId, 'people', 'The person.'),
      publisher: one(table.authorPublisherId, 'publishers', 'The publisher.')
    }),
    source: one(table.sourceId, 'sources', 'Where it is said.'),
    quote: quoteField(quotes.assessmentId, 'The words that say it.', true),
    kind: column(table.kind, AssessmentKind),
    aspect: column(table.aspect, line(200).describe('Which side of the matter it looks at.')),
    rating: group('Rating', 'The author’s own scale; all null where the author gives no rating.', {
      label: column(
        table.ratingLabel,
        line(200).meta({ description: 'As the author words it.', examples: ['Mostly true'] })
      ),
      value: column(
        table.ratingValue,
        z.number().meta({ description: 'On the author’s scale.', examples: [4] })
      ),
      best: column(
        table.ratingBest,
        z.number().meta({ description: 'The scale’s best.', examples: [5] })
      ),
      worst: column(
        table.ratingWorst,
        z.number().meta({ description: 'The scale’s worst.', examples: [1] })
      )
    }),
    body: column(
      table.body,
      prose().meta({
        description: 'Neutral summary of what its author says.',
        examples: ['The author finds the claim mostly true.']
      })
    ),
    ...dateFields(table, 'publishedOn', 'When it was published.'),
    state: column(table.state, AssessmentState),
    stateReason: column(
      table.stateReason,
      line(1000).meta({
        description: 'Why it was corrected or retracted.',
        examples: ['The author mistook the date.']
      })
    )
  },
  filters: {
    ...rowFilters(table),
    statement: linkedThrough(target('statementId'), 'statements', 'Of one of these statements.'),
    claim: linkedThrough(target('claimId'), 'claims', 'Of one of these claims.'),
    person: linkedThrough(target('personId'), 'people', 'Of one of these people.'),
    authorPerson: linked(table.authorPersonId, 'people', 'By one of these people.'),
    authorPublisher: linked(table.authorPublisherId, 'publishers', 'By one of these publishers.'),
    source: linked(table.sourceId, 'sources', 'Said in one of these sources.'),
    kind: anyOf(table.kind, AssessmentKind, 'Of one of these kinds.'),
    state: anyOf(table.state, AssessmentState, 'In one of these states.'),
    aspect: matching(table.aspect, 'By aspect.'),
    ratingLabel: matching(table.ratingLabel, 'By the rating’s label.'),
    publishedOn: dated(table.publishedOnEarliest, table.publishedOnLatest, 'When it was published.')
  },
  sorts: {
    ...rowSorts(table),
    publishedOn: byDate(table.publishedOnEarliest, 'By the day of publication.')
  },
  defaultSort: '-publishedOn'
})
