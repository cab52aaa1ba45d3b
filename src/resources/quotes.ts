/** Quotes: exact words in a capture (W3C Web Annotation: TextQuoteSelector and TextPositionSelector). */
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'

import { column, one, parts } from './define.js'
import { quoteStates, quotes } from './links.js'

export const QuoteState = z.enum(['anchored', 'orphaned', 'ambiguous', 'unverified']).meta({
  id: 'QuoteState',
  description:
    'anchored: the words stand in the capture at these offsets. orphaned: they do not stand in it. ambiguous: they stand in it more than once. unverified: the capture’s text is not held.'
})
const offset = z
  .int()
  .min(0)
  .meta({ examples: [1826] })

const inLaterCaptures = parts({
  typeName: 'LaterQuote',
  about:
    'What became of the words in later captures of the source. They are never moved to others.',
  readOnly: true,
  table: quoteStates,
  owner: quoteStates.quoteId,
  position: quoteStates.position,
  fields: {
    capture: one(quoteStates.captureId, 'captures', 'The later capture.'),
    state: column(quoteStates.state, QuoteState, { computed: true }),
    start: column(quoteStates.startAt, offset.describe('Where they start there, in code points.'), {
      computed: true
    }),
    end: column(quoteStates.endAt, offset.describe('Where they end there, excluded.'), {
      computed: true
    })
  }
})

/** The quotes of a claim, or the one of an assessment or a relation. */
export const quoteField = (owner: AnyPgColumn, about: string, single = false) =>
  parts({
    typeName: 'Quote',
    about,
    single,
    table: quotes,
    owner,
    position: quotes.position,
    fields: {
      capture: one(quotes.captureId, 'captures', 'The hashed text that the words stand in.'),
      exact: column(
        quotes.exact,
        z
          .string()
          .min(1)
          .max(5000)
          .meta({
            description: 'The words, exactly.',
            examples: ['his officers had a duty to intervene']
          })
      ),
      prefix: column(
        quotes.prefix,
        z
          .string()
          .max(500)
          .meta({ description: 'What stands before them.', examples: ['said that '] })
      ),
      suffix: column(
        quotes.suffix,
        z
          .string()
          .max(500)
          .meta({ description: 'What stands after them.', examples: [' when needed'] })
      ),
      start: column(
        quotes.startAt,
        offset.describe('Where they start: Unicode code points, from 0.'),
        { found: true }
      ),
      end: column(quotes.endAt, offset.describe('Where they end, in code points, excluded.'), {
        found: true
      }),
      state: column(quotes.state, QuoteState, { computed: true }),
      inLaterCaptures
    }
  })
