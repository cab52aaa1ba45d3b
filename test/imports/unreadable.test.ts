/** Files that an import cannot read: it says where, and what it expected. */
import path from 'node:path'
import t from 'tap'
import { importPaths } from '../../src/imports/import.js'
import { createDatabase } from '../support/database.js'
import { contents, createImporter, refuses } from '../support/importing.js'
import { sample } from '../support/sample.js'

t.test('files that cannot be read', (t) =>
  refuses(t, [
    ['JSON that ends too early', { 'a.json': '{"agencies": [\n' }, ['a.json:2', /ends too early/]],
    [
      'JSON that is broken',
      { 'a.json': '{"agencies": [\n {"slug": "a",}\n]}' },
      ['a.json:2', /Not valid JSON/]
    ],
    ['JSON and more', { 'a.json': '{"agencies": []}\n{}' }, ['a.json:2', /Not valid JSON/]],
    ['nothing', { 'a.json': '' }, ['a.json:1', /ends too early/]],
    [
      'a list',
      { 'a.json': '[{"resource":"agencies"}]' },
      ['a.json:1', /Expected an object of lists/]
    ],
    ['a text', { 'a.json': '"agencies"' }, ['a.json:1', /Expected an object of lists/]],
    [
      'another key',
      { 'a.json': '{\n"agencys": []}' },
      ['a.json:2', /`agencys` is not a resource. There are: jurisdictions/]
    ],
    [
      'an object where the list is',
      { 'a.json': '{"agencies":\n {"a": {"slug": "a"}}}' },
      ['a.json:2', /Expected a list in `agencies`/]
    ],
    [
      'null for a list',
      { 'a.json': '{"agencies": null}' },
      ['a.json:1', /Expected a list in `agencies`/]
    ],
    [
      'a text in a list',
      { 'a.json': '{"agencies": [\n"town-pd"]}' },
      ['a.json:2', /Expected objects in `agencies`/]
    ],
    [
      'a list in a list',
      { 'a.json': '{"agencies": [[]]}' },
      ['a.json:1', /Expected objects in `agencies`/]
    ],
    [
      'a broken line',
      { 'a.ndjson': '\n{"resource": "agencies"\n' },
      ['a.ndjson:2', /Not valid JSON/]
    ],
    [
      'a line that is a list',
      { 'agencies.ndjson': '[]' },
      ['agencies.ndjson:1', /Expected an object/]
    ],
    ['a line of something', { 'a.ndjson': '{"slug": "a"}' }, ['a.ndjson:1', /Which resource\?/]],
    [
      'a line of something unknown',
      { 'agencies.ndjson': '{"resource": "agency"}' },
      ['agencies.ndjson:1', /`agency` is not a resource/]
    ],
    [
      'Latin-1',
      { 'agencies.ndjson': Buffer.from('\n{"slug":"a","name":"Caf\xe9"}', 'latin1') },
      ['agencies.ndjson:2', /not text in UTF-8/]
    ],
    [
      'a broken CSV',
      {
        'fbi.csv':
          'ori,agency_type_name,edited_flag,edited_name,pub_agency_name\nMN0270100,City,Y,"Bloo'
      },
      ['fbi.csv:2', /Not valid CSV/]
    ],
    [
      'mistakes before what cannot be read',
      { 'agencies.ndjson': '{"slug":"a","nmae":1}\n{' },
      ['agencies.ndjson:1 a nmae', /no such field/],
      ['agencies.ndjson:2', /Not valid JSON/]
    ],
    [
      'a mistake in the last of many files',
      {
        '1.json': sample(),
        '2.ndjson':
          '{"resource":"people","externalId":"p","name":"P"}\n{"resource":"people","externalId":"q"}'
      },
      ['2.ndjson:2 q name', /required/]
    ]
  ])
)

t.test('reading stops after fifty mistakes', async (t) => {
  const { refused } = await createImporter(t)
  const wrong = Array.from({ length: 200 }, (_, i) => `{"slug":"a${i}","x":1}`).join('\n')
  t.equal((await refused({ 'agencies.ndjson': wrong })).length, 50)
})

t.test('files and folders that there are not, or that hold nothing known', async (t) => {
  const { url, pool } = await createDatabase(t)
  const folder = t.testdir({ 'notes.txt': 'a', 'list.csv': 'a,b\n1,2\n', empty: {} })
  const refusals: [path: string, message: RegExp][] = [
    ['nowhere', /nowhere: There is no such file or folder/],
    ['list.csv', /list.csv:1: The format is not known/],
    ['notes.txt', /notes.txt:1: The format is not known/],
    ['empty', /empty: There is nothing to import/]
  ]
  for (const [name, message] of refusals)
    await t.rejects(importPaths(url, [path.join(folder, name)]), { name: 'ImportError', message })
  t.strictSame(await contents(pool), {})
})
