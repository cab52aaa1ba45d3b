/** The guard of the REST contract works: it names what breaks a client, and lets additions pass. */
import fs from 'node:fs'
import t from 'tap'
import { rootPath } from '../../src/paths.js'
import { breakingChanges } from './openapi-changes.js'

// biome-ignore lint/suspicious/noExplicitAny: a JSON document, reached into to break it
type Json = Record<string, any>
const openApi = (): Json => JSON.parse(fs.readFileSync(rootPath('openapi', 'openapi.json'), 'utf8'))

/** What `change` does to a copy of the document, as the guard sees it. */
function changesAfter(change: (document: Json) => void): string[] {
  const changed = openApi()
  change(changed)
  return breakingChanges(openApi(), changed)
}
const schemas = (document: Json) => document['components'].schemas
const parametersOf = (document: Json, name: string): Json =>
  document['paths']['/v1/claims'].get.parameters.find((each: Json) => each['name'] === name)

t.test('each breaking change is named', async (t) => {
  const breaking: [string, (document: Json) => void][] = [
    ['GET /v1/claims: the operation is gone', (d) => delete d['paths']['/v1/claims']],
    [
      'GET /v1/claims: its id is no longer listClaims',
      (d) => {
        d['paths']['/v1/claims'].get.operationId = 'claims'
      }
    ],
    [
      'GET /v1/claims: parameter query kind is gone',
      (d) => {
        parametersOf(d, 'kind')['name'] = 'kinds'
      }
    ],
    [
      'GET /v1/claims: parameter query kind is now required',
      (d) => {
        parametersOf(d, 'kind')['required'] = true
      }
    ],
    [
      'GET /v1/claims: parameter query kind: other explode',
      (d) => {
        parametersOf(d, 'kind')['explode'] = true
      }
    ],
    [
      'GET /v1/claims query limit: maximum is now 100',
      (d) => {
        d['components'].parameters.limit.schema.maximum = 100
      }
    ],
    [
      'GET /v1/claims query limit: default 50 is now 20',
      (d) => {
        d['components'].parameters.limit.schema.default = 20
      }
    ],
    [
      'GET /v1/claims query sort[]: values are gone: position',
      (d) => {
        const { schema } = parametersOf(d, 'sort')
        schema.items.enum = schema.items.enum.filter((value: string) => value !== 'position')
      }
    ],
    [
      'ClaimKind (request): values are gone: legal',
      (d) => {
        const kind = schemas(d)['ClaimKind']
        kind.enum = kind.enum.filter((value: string) => value !== 'legal')
      }
    ],
    [
      'Claim (response): proposition is gone',
      (d) => delete schemas(d)['Claim'].properties.proposition
    ],
    [
      'Claim (response): note may be missing now',
      (d) => {
        schemas(d)['Claim'].required = schemas(d)['Claim'].required.filter(
          (name: string) => name !== 'note'
        )
      }
    ],
    [
      'Claim (response).position: type integer is now string',
      (d) => {
        schemas(d)['Claim'].properties.position.type = 'string'
      }
    ],
    [
      'Claim (response).position: type integer is now integer,null',
      (d) => {
        schemas(d)['Claim'].properties.position.type = ['integer', 'null']
      }
    ],
    [
      'Agency (response).parent: anyOf string is not in both',
      (d) => {
        schemas(d)['Agency'].properties.parent.anyOf.push({ type: 'string' })
      }
    ],
    [
      'GET /v1/claims: it no longer answers 200',
      (d) => {
        d['paths']['/v1/claims'].get.responses = { 204: { description: 'Nothing.' } }
      }
    ],
    [
      'GET /v1/claims 200: header Link is gone',
      (d) => {
        delete d['paths']['/v1/claims'].get.responses['200'].headers.Link
      }
    ],
    [
      'GET /v1/claims 200: media type application/json is gone',
      (d) => {
        d['paths']['/v1/claims'].get.responses['200'].content = {}
      }
    ],
    [
      'Problem (response): requestId is gone',
      (d) => delete schemas(d)['Problem'].properties.requestId
    ],
    [
      'POST /graphql body: operationName is now required',
      (d) => {
        d['paths']['/graphql'].post.requestBody.content['application/json'].schema.required = [
          'operationName'
        ]
      }
    ]
  ]
  for (const [expected, change] of breaking) {
    const found = changesAfter(change)
    t.ok(found.includes(expected), `${expected}\nfound: ${found.join('\n')}`)
  }
})

t.test('additions pass', async (t) => {
  const additions: ((document: Json) => void)[] = [
    (d) => {
      d['paths']['/v1/rulings'] = d['paths']['/v1/claims']
    },
    (d) => d['paths']['/v1/claims'].get.parameters.push({ in: 'query', name: 'q', schema: {} }),
    (d) => {
      schemas(d)['Claim'].properties.extra = { type: 'string' }
      schemas(d)['Claim'].required.push('extra')
    },
    (d) => schemas(d)['ClaimKind'].enum.push('ironic'),
    (d) => {
      d['components'].parameters.limit.schema.maximum = 500
    },
    (d) => {
      d['paths']['/v1/claims'].get.responses['451'] = {
        description: 'Unavailable for legal reasons.'
      }
    },
    (d) => {
      schemas(d)['Claim'].description = 'Other words.'
    }
  ]
  for (const add of additions) t.strictSame(changesAfter(add), [], String(add))
})
