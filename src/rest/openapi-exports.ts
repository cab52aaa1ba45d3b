/** The operations of exporting a list, by media type or parameter and by name. */
import { z } from 'zod'
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject
} from 'zod-openapi'
import { type FormatName, formatNames, formats } from '../exports/formats.js'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import { failures, RequestId } from './openapi-answers.js'
import { listExamples } from './openapi-examples.js'
import { listQueryParameters } from './openapi-parameters.js'
import { resourceSchema } from './openapi-schemas.js'

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const about = formatNames.map((name) => `\`${name}\`: ${formats[name].about}.`).join(' ')
const Format = z
  .enum(formatNames as [FormatName, ...FormatName[]])
  .meta({ id: 'ExportFormat', description: `The format. ${about}` })
const ContentDisposition = z
  .string()
  .meta({ description: 'The name of the file.', header: { id: 'Content-Disposition' } })

/** An answer in any of the formats, with the row of the list's example. */
function exported(resource: Resource): ZodOpenApiResponseObject {
  const rows = Object.values(listExamples(resource)).flatMap(({ data }) => data)
  const text = (description: string) => z.string().describe(description)
  const contents: Record<FormatName, { schema: z.ZodType; example: unknown }> = {
    ndjson: {
      schema: text('A JSON object a line, as the list answers it.'),
      example: rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    },
    json: { schema: z.array(resourceSchema(resource)), example: rows },
    csv: {
      schema: text('RFC 4180, UTF-8 with a byte order mark; a column for each path.'),
      example: '\uFEFFid,status\r\n0193c7a0-7000-7000-8000-000000000001,published\r\n'
    },
    parquet: { schema: text('A file of Apache Parquet.'), example: 'PAR1…PAR1' }
  }
  return {
    description:
      'All rows. Trailers: `Row-Count`, and `Repr-Digest` (RFC 9530) with the SHA-256 of the bytes.',
    headers: z.object({
      'X-Request-Id': RequestId,
      'Content-Disposition': ContentDisposition
    }),
    content: Object.fromEntries(
      formatNames.map((name) => {
        const { schema, example } = contents[name]
        const [type = ''] = formats[name].mediaType.split(';', 1)
        return [type, { schema, examples: { [name]: { value: example } } }]
      })
    )
  }
}

function operation(resource: Resource, byName: boolean): ZodOpenApiOperationObject {
  const { name, path = '' } = resource
  const { limit, after, before, count, ...filters } = listQueryParameters(resource).shape
  const format = Format.optional().meta({
    param: { description: 'The format; unless given, `Accept` decides. By default `ndjson`.' }
  })
  return {
    operationId: `export${capitalised(name)}${byName ? 'As' : ''}`,
    tags: [path],
    summary: `Export ${path.replaceAll('-', ' ')}${byName ? ' under the name of a file' : ''}`,
    description:
      'All rows of the list, of one moment, streamed. A connection that breaks has not told all.',
    'x-stability': 'stable',
    requestParams: {
      query: z.object({ ...(!byName && { format }), ...filters }),
      ...(byName && { path: z.object({ format: Format }) })
    },
    responses: {
      200: exported(resource),
      ...failures(400, 401, ...(byName ? [404] : [406]), 408, 431, 500, 503)
    }
  }
}

export const exportPaths: ZodOpenApiPathsObject = Object.fromEntries(
  collections.flatMap((resource) => [
    [`/v1/${resource.path}/export`, { get: operation(resource, false) }],
    [`/v1/${resource.path}/export.{format}`, { get: operation(resource, true) }]
  ])
)
