/** What callers send to have a quote checked or citations read: the same for both doors. */
import { z } from 'zod'

const text = z.string().max(6_000_000)
const words = z.string().max(5000)
const key = z.string().min(1).max(300)

export const QuoteToVerify = z
  .strictObject({
    source: key.optional().describe('Look in every capture of this source (its id).'),
    capture: key.optional().describe('Look in this capture (its id).'),
    text: text.optional().describe('Look in this text.'),
    exact: words.min(1).describe('The words.'),
    prefix: words.optional().describe('What stands right before them.'),
    suffix: words.optional().describe('What stands right after them.'),
    fold: z
      .boolean()
      .optional()
      .describe('Take straight and curly quotation marks, and kinds of space, for one another.')
  })
  .refine(
    ({ source, capture, text }) =>
      [source, capture, text].filter((each) => each !== undefined).length === 1,
    {
      message: 'Give one of `source`, `capture` and `text`.'
    }
  )
  .meta({ id: 'QuoteToVerify' })

export const JurisdictionCode = z
  .string()
  .regex(/^us(-[a-z]{2}(\/[a-z0-9_-]+)?)?$/, 'Expected a jurisdiction such as us-mn')
  .meta({ examples: ['us-mn'] })

export const CitationsToParse = z
  .strictObject({
    text: text.describe('Any text.'),
    jurisdiction: JurisdictionCode.optional().describe(
      'Whose law a citation without a code means: `us-mn`.'
    )
  })
  .meta({ id: 'CitationsToParse' })
