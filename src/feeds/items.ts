/**
 * What the feeds tell: rows as REST answers them -> items, in neutral words. A date in an item's
 * text is the record's own, as uncertain as it is; the item's dates are those of the record.
 */

/** An item of a feed, whatever its format. */
export interface Item {
  /** The id of the row: a permanent URI is made of it. */
  id: string
  title: string
  summary?: string | undefined
  content: string
  /** Who said it, or made the assessment; none where nobody is named. */
  authors: string[]
  tags: string[]
  /** Where the row is. */
  path: string
  /** Where it was said. */
  source?: string | undefined
  published: Date
  updated: Date
}
/** A row as it is read for a feed; `firstVisibleAt` is when readers first saw it. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is that of the fields below
export type Row = Record<string, any>
export interface Feed {
  /** The last of the feed's name: what it is of. */
  title: string
  /** The paths that its items are made of. */
  fields: string[]
  item(row: Row): Omit<Item, 'path' | 'published' | 'updated'>
}

export const feeds = {
  statements: {
    title: 'Statements',
    fields: [
      ...['id', 'updatedAt', 'title', 'summary', 'channel', 'issuedOn', 'source.url'],
      ...['speakers.person.label', 'agencies.role', 'agencies.agency.label', 'publisher.label'],
      ...['topics.label', 'claims.quotes.exact']
    ],
    item: (row) => ({
      id: row['id'],
      title: row['title'],
      summary: row['summary'] ?? undefined,
      content: paragraphs(
        told('Date', row['issuedOn']),
        told('Channel', words(row['channel'])),
        row['summary'],
        ...row['claims'].flatMap(({ quotes }: Row) => quotes.map(quoted))
      ),
      authors: [
        ...labels(row['speakers'].map(({ person }: Row) => person)),
        ...labels(
          row['agencies'].map(({ role, agency }: Row) => (role === 'issuer' ? agency : null))
        ),
        ...labels([row['publisher']])
      ],
      tags: labels(row['topics']),
      source: row['source']?.url ?? undefined
    })
  },
  claims: {
    title: 'Claims',
    fields: [
      ...['id', 'updatedAt', 'proposition', 'kind', 'attribution', 'quotes.exact', 'topics.label'],
      ...['claimants.agency.label', 'claimants.person.label', 'claimants.publisher.label'],
      ...['claimants.description', 'statement.title', 'statement.issuedOn', 'statement.source.url']
    ],
    item: (row) => ({
      id: row['id'],
      title: row['proposition'],
      content: paragraphs(
        told('Statement', row['statement'].title),
        told('Date', row['statement'].issuedOn),
        told('Kind', words(row['kind'])),
        told('Attribution', words(row['attribution'])),
        ...row['quotes'].map(quoted)
      ),
      authors: row['claimants'].flatMap(named),
      tags: labels(row['topics']),
      source: row['statement'].source?.url ?? undefined
    })
  },
  assessments: {
    title: 'Assessments',
    fields: [
      ...['id', 'updatedAt', 'kind', 'aspect', 'body', 'rating', 'publishedOn', 'state'],
      ...['stateReason', 'quote.exact', 'source.url', 'author.person.label'],
      ...['author.publisher.label', 'targets.statement.label', 'targets.claim.label'],
      ...['targets.person.label', 'targets.description']
    ],
    item(row) {
      const of = row['targets'].flatMap(
        ({ statement, claim, person, description }: Row) =>
          (statement ?? claim ?? person)?.label ?? description ?? []
      )
      const { label, value, best, worst } = row['rating']
      const scale = best === null || worst === null ? '' : ` (from ${worst} to ${best})`
      return {
        id: row['id'],
        title: [capitalised(words(row['kind'])), ...of.slice(0, 1)].join(': '),
        summary: row['body'] ?? undefined,
        content: paragraphs(
          told('Date', row['publishedOn']),
          ...of.map((each: string) => told('Of', each)),
          told('Aspect', row['aspect']),
          told('Rating, in its author’s words', label),
          told('Value, on its author’s scale', value === null ? null : `${value}${scale}`),
          row['state'] === 'standing'
            ? null
            : told(capitalised(row['state']), row['stateReason'] ?? 'no reason is given'),
          row['body'],
          row['quote'] && quoted(row['quote'])
        ),
        authors: named(row['author']),
        tags: [words(row['kind'])],
        source: row['source']?.url ?? undefined
      }
    }
  }
} satisfies Record<string, Feed>

/** The text that a statement is known from became another. */
export function editItem(row: Row): Omit<Item, 'published' | 'updated'> {
  const { statement, source, from, to } = row
  const captured = (of: Row) =>
    `${of['number']}, captured ${of['capturedAt'] ?? 'at no known time'}`
  return {
    id: `${row['id']}#${statement.id}`,
    title: `Text changed: ${statement.title}`,
    content: paragraphs(
      told('Statement', statement.title),
      told('Source', source.label),
      told('Text before', captured(from)),
      told('Text after', captured(to))
    ),
    // Who changed a text is not known: who publishes it is.
    authors: source.publisher ? [source.publisher] : [],
    tags: [],
    path: `/v1/sources/${source.id}/captures/${from.number}/diff/${to.number}`,
    source: source.url ?? undefined
  }
}

const paragraphs = (...all: (string | null | undefined)[]) => all.filter(Boolean).join('\n\n')
const told = (name: string, value: string | null | undefined) => value && `${name}: ${value}`
const quoted = ({ exact }: { exact: string }) => `“${exact}”`
const words = (value: string | null) => (value ?? '').replaceAll('_', ' ')
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const labels = (rows: ({ label: string | null } | null | undefined)[]): string[] =>
  rows.flatMap((row) => row?.label ?? [])
const named = ({ agency, person, publisher, description }: Row): string[] => {
  const name = (agency ?? person ?? publisher)?.label ?? description
  return name ? [name] : []
}
