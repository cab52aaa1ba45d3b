/** The pages of reference that are written from what the service itself reads: settings and failures. */
import { settings } from '../config.js'
import { catalogue } from '../errors.js'

export const settingsPage = () => `# Settings

Read from the environment. An empty variable counts as unset; a wrong one ends the start with exit
code 2 and says what is expected.

| variable | value | default | meaning |
| --- | --- | --- | --- |
${settings.map(settingRow).join('')}`
const settingRow = ({ name, type, default: value, meaning }: (typeof settings)[number]) =>
  `| \`${name}\` | ${type} | ${value === undefined ? '' : `\`${value}\``} | ${meaning} |\n`

/** A heading for each code: its anchor is where the \`type\` of a problem leads. */
export const errorsPage = () => `# Error codes

Every failure is a problem (RFC 9457, \`application/problem+json\`) with one of these codes; its \`type\`
leads to the code on this page. GraphQL has the same codes in \`extensions.code\`. A code never changes
its meaning; what stands in \`detail\` may.

\`\`\`json
{
  "type": "/docs/errors#unknown_parameter",
  "title": "${catalogue.unknown_parameter.title}",
  "status": 400,
  "detail": "\`topics\`: Did you mean \`topic\`?",
  "instance": "/v1/claims",
  "code": "unknown_parameter",
  "errors": [{ "parameter": "topics", "code": "unknown_parameter", "message": "Did you mean \`topic\`?" }],
  "requestId": "…"
}
\`\`\`

A document that GraphQL itself cannot take has a code of GraphQL's: \`GRAPHQL_PARSE_FAILED\`,
\`GRAPHQL_VALIDATION_FAILED\`, or \`PERSISTED_QUERY_NOT_FOUND\`, after which the client sends the whole
document.
${Object.entries(catalogue)
  .toSorted(([, a], [, b]) => a.status - b.status)
  .map(
    ([code, { status, title, cause, cure }]) =>
      `\n## ${code}\n\n**${status}** · ${title}\n\n- **Cause**: ${cause}\n- **Cure**: ${cure}\n`
  )
  .join('')}`
