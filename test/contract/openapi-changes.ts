/**
 * What a later OpenAPI document takes from the clients of an earlier one. Requests that were good
 * must stay good, and answers must hold what they held: new operations, optional parameters, fields
 * and enum values are additions; all else that a client can notice is a breaking change.
 */

interface Json {
  [key: string]: unknown
}
type Direction = 'request' | 'response'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const list = <T>(value: unknown): T[] => (Array.isArray(value) ? value : [])
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** One sentence for each breaking change: where it is, and what. */
export function breakingChanges(before: Json, after: Json): string[] {
  return new Comparison(before, after).run()
}

class Comparison {
  readonly #changes = new Set<string>()
  /** Pairs of references that were or are being compared: schemas refer to themselves. */
  readonly #compared = new Set<string>()

  constructor(
    readonly before: Json,
    readonly after: Json
  ) {}

  run(): string[] {
    for (const [path, item] of Object.entries(object(this.before['paths'])))
      for (const method of methods) {
        const earlier = object(object(item)[method])
        if (!earlier['responses']) continue
        const where = `${method.toUpperCase()} ${path}`
        const later = object(object(object(this.after['paths'])[path])[method])
        if (!later['responses']) this.#broke(where, 'the operation is gone')
        else this.#operation(where, earlier, later)
      }
    return [...this.#changes]
  }

  #broke(where: string, what: string) {
    this.#changes.add(`${where}: ${what}`)
  }

  /** Both sides with references followed. */
  #resolved(before: unknown, after: unknown): [Json, Json] {
    return [resolve(this.before, before), resolve(this.after, after)]
  }

  #operation(where: string, before: Json, after: Json) {
    if (before['operationId'] !== after['operationId'])
      this.#broke(where, `its id is no longer ${before['operationId']}`)
    this.#parameters(where, before, after)
    this.#body(where, before['requestBody'], after['requestBody'])
    for (const [status, response] of Object.entries(object(before['responses']))) {
      const there = object(after['responses'])[status]
      if (there) this.#answer(`${where} ${status}`, ...this.#resolved(response, there))
      else if (status.startsWith('2')) this.#broke(where, `it no longer answers ${status}`)
    }
  }

  #parameters(where: string, before: Json, after: Json) {
    const [earlier, later] = [byName(this.before, before), byName(this.after, after)]
    for (const [name, parameter] of later)
      if (parameter['required'] && !earlier.get(name)?.['required'])
        this.#broke(where, `parameter ${name} is now required`)
    for (const [name, parameter] of earlier) {
      const there = later.get(name)
      if (!there) {
        this.#broke(where, `parameter ${name} is gone`)
        continue
      }
      for (const key of ['style', 'explode'])
        if (!same(parameter[key], there[key])) this.#broke(where, `parameter ${name}: other ${key}`)
      this.#schema(`${where} ${name}`, parameter['schema'], there['schema'], 'request')
    }
  }

  #body(where: string, before: unknown, after: unknown) {
    const [earlier, later] = this.#resolved(before, after)
    if (later['required'] && !earlier['required']) this.#broke(where, 'a body is now required')
    if (before) this.#content(`${where} body`, earlier, later, 'request')
  }

  #answer(where: string, before: Json, after: Json) {
    for (const name of Object.keys(object(before['headers'])))
      if (!object(after['headers'])[name]) this.#broke(where, `header ${name} is gone`)
    this.#content(where, before, after, 'response')
  }

  #content(where: string, before: Json, after: Json, direction: Direction) {
    for (const [type, media] of Object.entries(object(before['content']))) {
      const there = object(after['content'])[type]
      if (!there) this.#broke(where, `media type ${type} is gone`)
      else this.#schema(where, object(media)['schema'], object(there)['schema'], direction)
    }
  }

  #schema(where: string, before: unknown, after: unknown, direction: Direction) {
    const references = [object(before)['$ref'], object(after)['$ref']]
    // A component is compared once in each direction, and reported under its own name.
    if (references[0] && references[1]) {
      const pair = [direction, ...references].join(' ')
      if (this.#compared.has(pair)) return
      this.#compared.add(pair)
    }
    const name = String(references[0] ?? '').replace('#/components/schemas/', '')
    const [earlier, later] = this.#resolved(before, after)
    const at = name ? `${name} (${direction})` : where
    this.#values(at, earlier, later, direction)
    this.#bounds(at, earlier, later, direction)
    this.#properties(at, earlier, later, direction)
    this.#options(at, earlier, later, direction)
    if (earlier['items'] && later['items'])
      this.#schema(`${at}[]`, earlier['items'], later['items'], direction)
    const [values, thereValues] = [earlier['additionalProperties'], later['additionalProperties']]
    if (typeof values === 'object' && typeof thereValues === 'object')
      this.#schema(`${at}.*`, values, thereValues, direction)
  }

  #values(at: string, before: Json, after: Json, direction: Direction) {
    const [earlier, later] = [typesOf(before), typesOf(after)]
    const [wide, narrow] = direction === 'request' ? [later, earlier] : [earlier, later]
    if (wide && (!narrow || narrow.some((type) => !wide.includes(type))))
      this.#broke(at, `type ${earlier ?? 'any'} is now ${later ?? 'any'}`)
    for (const key of ['format', 'const', 'default'])
      if (!same(before[key], after[key]))
        this.#broke(at, `${key} ${before[key] ?? 'none'} is now ${after[key] ?? 'none'}`)
    const values = list<unknown>(after['enum'])
    const gone = list<unknown>(before['enum']).filter((value) => !values.includes(value))
    if (direction === 'request' && after['enum'] && (!before['enum'] || gone.length))
      this.#broke(at, `values are gone: ${gone.join(', ') || 'all but those listed'}`)
    if (direction === 'response' && before['enum'] && !after['enum'])
      this.#broke(at, 'the list of values is gone')
  }

  /** What is asked of a request may be eased, never tightened. */
  #bounds(at: string, before: Json, after: Json, direction: Direction) {
    if (direction === 'response') return
    for (const key of ['maximum', 'maxLength', 'maxItems']) {
      const [earlier, later] = [Number(before[key] ?? Infinity), Number(after[key] ?? Infinity)]
      if (later < earlier) this.#broke(at, `${key} is now ${later}`)
    }
    for (const key of ['minimum', 'minLength', 'minItems']) {
      const [earlier, later] = [Number(before[key] ?? -Infinity), Number(after[key] ?? -Infinity)]
      if (later > earlier) this.#broke(at, `${key} is now ${later}`)
    }
    if (after['pattern'] && before['pattern'] !== after['pattern'])
      this.#broke(at, `pattern is now ${after['pattern']}`)
  }

  #properties(at: string, before: Json, after: Json, direction: Direction) {
    const [needed, given] = [list<string>(after['required']), list<string>(before['required'])]
    const broken =
      direction === 'request'
        ? needed.filter((name) => !given.includes(name)).map((name) => `${name} is now required`)
        : given.filter((name) => !needed.includes(name)).map((name) => `${name} may be missing now`)
    for (const what of broken) this.#broke(at, what)
    for (const [name, schema] of Object.entries(object(before['properties']))) {
      const there = object(after['properties'])[name]
      if (there) this.#schema(`${at}.${name}`, schema, there, direction)
      else this.#broke(at, `${name} is gone`)
    }
  }

  /** Of several schemas, an answer may take no new one, and a request has to keep them all. */
  #options(at: string, before: Json, after: Json, direction: Direction) {
    for (const key of ['anyOf', 'oneOf', 'allOf']) {
      const [earlier, later] = [optionsOf(before[key]), optionsOf(after[key])]
      const [kept, known] = direction === 'request' ? [earlier, later] : [later, earlier]
      for (const option of kept.keys())
        if (!known.has(option)) this.#broke(at, `${key} ${option} is not in both`)
      for (const [option, schema] of earlier)
        if (later.has(option)) this.#schema(at, schema, later.get(option), direction)
    }
  }
}

function resolve(document: Json, value: unknown): Json {
  const reference = object(value)['$ref']
  if (typeof reference !== 'string') return object(value)
  const path = reference.slice(2).split('/')
  return path.reduce((at, key) => object(at[key.replaceAll('~1', '/')]), document)
}

function byName(document: Json, operation: Json): Map<string, Json> {
  const parameters = list(operation['parameters']).map((each) => resolve(document, each))
  return new Map(parameters.map((each) => [`${each['in']} ${each['name']}`, each]))
}

const typesOf = ({ type }: Json) => (type === undefined ? undefined : ([type].flat() as string[]))

const optionsOf = (options: unknown) =>
  new Map(
    list<Json>(options).map((each) => [
      String(each['$ref'] ?? each['type'] ?? JSON.stringify(each)),
      each
    ])
  )
