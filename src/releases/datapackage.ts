/** The Frictionless Data Package of a release: a Table Schema for each CSV, from the definitions. */
import { type Column, columnsOf } from '../exports/csv.js'
import { membersOf, type ValueType } from '../exports/shape.js'
import type { Field, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { fileName, publishedContent } from './content.js'
import { licenseUrl, type Manifest, type ReleaseFile } from './manifest.js'

export function dataPackage({ id, createdAt, license, files }: Manifest): object {
  const isUrl = /^https?:/.test(license)
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: `onrecord-${id}`,
    title: `OnRecord, release ${id}`,
    description:
      'Public statements and the claims made in them, with their exact words, sources and law.',
    version: id,
    created: createdAt,
    licenses: [{ ...(!isUrl && { name: license }), path: licenseUrl(license) }],
    resources: files.filter(({ name }) => name.endsWith('.csv')).map(tableOf)
  }
}

function tableOf(file: ReleaseFile): object {
  const resource = Object.values(resources).find(({ name }) => name === file.resource)
  return {
    name: file.name.replace(/\.csv$/, ''),
    type: 'table',
    path: file.name,
    title: resource?.about ?? 'Ids of rows that were merged into others.',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    bytes: file.bytes,
    hash: `sha256:${file.sha256}`,
    schema: resource ? schemaOf(resource) : mergedSchema
  }
}

/** The columns that readers' tools shall take for what they are. */
const types: Record<ValueType | 'list', object> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  day: { type: 'date' },
  // PostgreSQL tells up to six digits of a second.
  moment: { type: 'datetime', format: 'any' },
  json: { type: 'string' },
  list: { type: 'string' }
}

function schemaOf(resource: Resource): object {
  const columns = columnsOf(membersOf(publishedContent(resource)))
  const links = columns.flatMap(({ name }) => {
    const field = fieldAt(resource, name.replace(/\.id$/, ''))
    return name.endsWith('.id') && field?.kind === 'one' ? [{ name, to: resources[field.to] }] : []
  })
  return {
    fields: columns.map((column) => fieldOf(resource, column)),
    primaryKey: ['id'],
    ...(links.length && {
      foreignKeys: links.map(({ name, to }) => ({
        fields: [name],
        reference: { ...(to !== resource && { resource: fileName(to) }), fields: ['id'] }
      }))
    })
  }
}

function fieldOf(resource: Resource, { name, type, nullable }: Column): object {
  const description = aboutOf(fieldAt(resource, name))
  return {
    name,
    ...types[type],
    ...(description && { description }),
    ...(!nullable && { constraints: { required: true, ...(name === 'id' && { unique: true }) } })
  }
}

/** The field that a column is made from, where it is one of the row's own or of a group of them. */
function fieldAt({ fields }: Resource, path: string): Field | undefined {
  const [first = '', second] = path.split('.')
  const field = fields[first]
  if (second === undefined || field?.kind === 'one') return field
  return field?.kind === 'group' ? field.fields[second] : undefined
}
const aboutOf = (field: Field | undefined): string | undefined =>
  field && ('about' in field ? field.about : field.schema.description)

const key = (name: string) => ({ name, type: 'string', constraints: { required: true } })
const mergedSchema = {
  fields: [key('resource'), key('id'), key('mergedInto')],
  primaryKey: ['resource', 'id']
}
