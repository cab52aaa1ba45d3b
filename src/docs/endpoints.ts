/** The pages that list what may be asked: every address of REST, every root field of GraphQL. */
import type { GraphQLObjectType } from 'graphql'
import { schema } from '../graphql/schema.js'
import { buildOpenApi } from '../rest/openapi.js'

interface Operation {
  summary: string
  tags: string[]
  security?: Record<string, string[]>[]
}
interface Described {
  paths: Record<string, Record<string, Operation>>
  tags: { name: string; description?: string }[]
}
const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')

/** One table for each tag, in the order of the document. */
export function endpointsPage(): string {
  const { paths, tags } = buildOpenApi() as unknown as Described
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, ...operation }))
  )
  const sections = tags.map(({ name, description = '' }) => {
    const rows = all
      .filter(({ tags: [tag] }) => tag === name)
      .map(({ method, path, summary, security }) => {
        const needsKey = security?.length && !security.some((one) => !Object.keys(one).length)
        return `| \`${method.toUpperCase()} ${path}\` | ${cell(summary)} | ${needsKey ? 'needed' : ''} |`
      })
    return `## ${name}\n\n${description}\n\n| request | does | key |\n| --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `# Endpoints

Every address of the REST API. Parameters, bodies and answers are described, and can be tried out, in the
API reference that the service serves at \`/docs/api\`; as OpenAPI 3.1 they are at \`/openapi.json\`. Every
\`GET\` answers \`HEAD\` too, and every address \`OPTIONS\`. What a key allows: [Writing](../how-to/writing.md).

${sections.join('\n')}`
}

/** Query, Mutation and Subscription, each field with its arguments and what it gives. */
export function graphqlPage(): string {
  const roots: [string, GraphQLObjectType | null | undefined, string][] = [
    ['Queries', schema.getQueryType(), 'Read the record.'],
    ['Mutations', schema.getMutationType(), 'Write it, with a key.'],
    [
      'Subscriptions',
      schema.getSubscriptionType(),
      'Follow it: [how](../how-to/changes.md#graphql).'
    ]
  ]
  const sections = roots.map(([heading, type, about]) => {
    const rows = Object.values(type?.getFields() ?? {}).map(
      ({ name, args, type: gives, description }) =>
        `| \`${name}\` | ${cell(description ?? '')} | ${args.map((arg) => `\`${arg.name}\``).join(', ')} | \`${gives}\` |`
    )
    return `## ${heading}\n\n${about}\n\n| field | gives | arguments | type |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `# GraphQL

Every field to begin with, at \`/graphql\`. The types are in \`/graphql/schema.graphql\`, and \`/graphiql\`
completes them while you type; filters and sorts are those of the [data dictionary](data-dictionary.md).

${sections.join('\n')}`
}
