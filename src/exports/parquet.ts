/** Apache Parquet with real types: dates, moments, lists, structures. Row groups are bounded. */
import type { ParquetWriter } from 'hyparquet-writer'
import { type Lines, type Row, rowsIn, wholeLines } from './lines.js'
import type { Members, Shape, ValueType } from './shape.js'

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]

/**
 * A row group is held in memory until it is written. Where it ends follows from the rows alone, not from
 * how they arrive: the same rows are the same file.
 */
const mostRows = 10_000
const mostCharacters = 1_000_000

export async function* asParquet(lines: Lines, members: Members): AsyncGenerator<Buffer> {
  // Loaded when it is first needed.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const writer = new ByteWriter()
  const schema = schemaOf(members)
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'onrecord' })
  let group: string[] = []
  let characters = 0
  /** The writer's bytes so far, and an empty buffer again. */
  const taken = () => {
    const some = Buffer.from(writer.getBytes())
    writer.index = 0
    return some
  }
  const written = () => {
    const rows = rowsIn(group)
    const columnData = members.map(([name, shape]) => {
      const convert = converterOf(shape)
      // An index of pages would be held to the end; a row group has one page a column.
      return { name, data: rows.map((row) => convert(row[name])), offsetIndex: false }
    })
    parquet.write({ columnData, rowGroupSize: rows.length })
    group = []
    characters = 0
    return taken()
  }
  for await (const rows of wholeLines(lines))
    for (const row of rows.split('\n')) {
      group.push(row)
      characters += row.length
      if (group.length >= mostRows || characters >= mostCharacters) yield written()
    }
  if (group.length) yield written()
  parquet.finish()
  yield taken()
}

const leaves: Record<ValueType, Partial<SchemaElement>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
  integer: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  day: { type: 'INT32', converted_type: 'DATE' },
  moment: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' }
  }
}

function schemaOf(members: Members): SchemaElement[] {
  const elements = members.flatMap(([name, shape]) => elementsOf(name, shape))
  return [{ name: 'root', num_children: members.length }, ...elements]
}
function elementsOf(name: string, shape: Shape): SchemaElement[] {
  const repetition = (nullable: boolean) =>
    ({ repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' }) as const
  switch (shape.kind) {
    case 'value':
      return [{ name, ...repetition(shape.nullable), ...leaves[shape.type] }]
    case 'object':
      return [
        { name, ...repetition(shape.nullable), num_children: shape.members.length },
        ...shape.members.flatMap(([member, each]) => elementsOf(member, each))
      ]
    case 'list':
      return [
        {
          name,
          ...repetition(shape.nullable),
          num_children: 1,
          converted_type: 'LIST',
          logical_type: { type: 'LIST' }
        },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elementsOf('element', shape.of)
      ]
  }
}

type Convert = (value: unknown) => unknown
const converters = new WeakMap<Shape, Convert>()

/** JSON's value -> what the writer takes. */
function converterOf(shape: Shape): Convert {
  const known = converters.get(shape)
  if (known) return known
  const made = makeConverter(shape)
  converters.set(shape, made)
  return made
}
function makeConverter(shape: Shape): Convert {
  switch (shape.kind) {
    case 'value':
      if (shape.type === 'day') return orNone((value) => new Date(`${value}T00:00:00Z`))
      return shape.type === 'moment' ? orNone(microseconds) : (value) => value
    case 'list': {
      const convert = converterOf(shape.of)
      return orNone((value) => (value as unknown[]).map(convert))
    }
    case 'object': {
      const members = shape.members.map(
        ([name, each]) => [name, converterOf(each)] as [string, Convert]
      )
      return orNone((value) =>
        Object.fromEntries(members.map(([name, convert]) => [name, convert((value as Row)[name])]))
      )
    }
  }
}
const orNone =
  (convert: Convert): Convert =>
  (value) =>
    value === null || value === undefined ? undefined : convert(value)

/** PostgreSQL tells up to six digits of a second; a Date holds three. */
function microseconds(moment: unknown): bigint {
  const [, second = '', fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(String(moment)) ?? []
  return BigInt(Date.parse(`${second}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'))
}
