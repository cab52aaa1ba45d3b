/**
 * A row of every resource, with every field filled and every link made, in the field names of an
 * import. Tests ask for several, in each status, linked to themselves and to one another.
 */
import fs from 'node:fs'
import path from 'node:path'
import type { Test } from 'tap'
import { importPaths } from '../../src/imports/import.js'

export type Bundle = Record<string, Record<string, unknown>[]>
export interface FamilyOptions {
  /** Lower-case letters and digits: begins every externalId, slug and identifier. */
  name: string
  /** What becomes of every free text: `words` tells which it is. */
  text?: (words: string) => string
  status?: string
  /** An EDTF date for every date there is. */
  date?: string
  /** The family whose rows are linked to where a link is of one row; its own if not told. */
  to?: string
  /** Families whose rows are linked to as well wherever a link is of many. */
  also?: string[]
  /** The id of a row, from its externalId; made anew if not told. */
  id?: (externalId: string) => string
}

export function family({
  name,
  text = (words) => words,
  status = 'published',
  date = '2025-12-02',
  to = name,
  also = [],
  id
}: FamilyOptions): Bundle {
  const at = (resource: string, of = to) => `${of}:${resource}`
  const all = (resource: string) => [name, ...also].map((of) => at(resource, of))
  const row = (resource: string) => ({
    ...(id && { id: id(at(resource, name)) }),
    externalId: at(resource, name),
    status,
    note: text(`${resource} note`)
  })
  const named = (resource: string) => ({ ...row(resource), slug: `${name}-${resource}` })
  const dated = (key: string) => ({
    [key]: date,
    [`${key}Details`]: { text: text(`${key} text`), stated: 'XXXX-12-02', basis: text('basis') }
  })
  const quote = (resource: string) => ({
    capture: at('capture'),
    exact: text(`${resource} exact`),
    prefix: text('before'),
    suffix: text('after'),
    start: 10,
    end: 10 + [...text(`${resource} exact`)].length
  })
  const place = 'ocd-division/country:us/state:mn'
  const url = (of: string) => `https://www.example.org/${name}/${of}?a=1&b=%22`
  return {
    jurisdictions: [
      {
        ...row('jurisdiction'),
        ocdId: `${place}/county:${name}`,
        name: text('jurisdiction'),
        classification: 'county',
        geoid: `county-${name}`,
        aliases: [`${place}/county:${name}_alias`, `${place}/county:${name}_other`]
      },
      {
        ...row('town'),
        ocdId: `${place}/place:${name}`,
        name: text('town'),
        classification: 'place',
        parent: at('jurisdiction')
      }
    ],
    publishers: [
      { ...named('publisher'), name: text('publisher'), kind: 'newsroom', url: url('publisher') }
    ],
    agencies: [
      {
        ...named('agency'),
        name: text('agency'),
        otherNames: [text('other name'), text('third, name')],
        classification: 'police_department',
        jurisdiction: at('town'),
        parent: at('bureau'),
        successors: all('bureau'),
        identifiers: [
          { scheme: 'test', identifier: `${name}:1` },
          { scheme: 'other', identifier: `${name}-2` }
        ],
        website: url('agency'),
        ...dated('foundedOn'),
        ...dated('dissolvedOn')
      },
      { ...named('bureau'), name: text('bureau'), classification: 'other' }
    ],
    people: [
      {
        ...named('person'),
        name: text('person'),
        otherNames: [text('nickname')],
        identifiers: [{ scheme: 'test', identifier: `${name}:1` }],
        posts: [name, ...also].map((of) => ({
          agency: at('agency', of),
          title: text('post'),
          startsOn: date,
          endsOn: date,
          source: at('source', of)
        }))
      }
    ],
    events: [
      {
        ...named('event'),
        name: text('event'),
        kind: 'hearing',
        ...dated('startsOn'),
        ...dated('endsOn'),
        partOf: at('series'),
        agencies: all('agency'),
        people: all('person'),
        jurisdiction: at('town')
      },
      { ...named('series'), name: text('series'), kind: 'operation' }
    ],
    sources: [
      {
        ...row('source'),
        kind: 'article',
        title: text('source'),
        url: url('source'),
        archiveUrl: url('archive'),
        publisher: at('publisher'),
        authors: all('person'),
        ...dated('publishedOn')
      }
    ],
    captures: [
      {
        ...row('capture'),
        source: at('source', name),
        capturedAt: '2026-01-05T12:00:00.123456Z',
        sha256: Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64),
        mediaType: 'text/plain',
        language: 'en',
        httpStatus: 200,
        archiveUrl: url('capture')
      },
      ...['held', 'later'].map((capture) => ({
        ...row(capture),
        source: at('source', name),
        rawSha256: 'a'.repeat(64),
        mediaType: 'text/html',
        text: `${text(capture)}: words that stand here\n`
      }))
    ],
    topics: [
      {
        ...named('topic'),
        prefLabel: text('topic'),
        altLabels: [text('alternative'), text('third, label')],
        definition: text('definition'),
        broader: at('field'),
        exactMatch: [url('match')]
      },
      { ...named('field'), prefLabel: text('field') }
    ],
    statutes: [
      {
        ...named('statute'),
        jurisdiction: at('jurisdiction'),
        code: 'minn-stat',
        section: `${name}.1`,
        citation: text(`Minn. Stat. § ${name}.1`),
        heading: text('heading'),
        kind: 'statute',
        url: url('statute'),
        verification: 'official',
        popularNames: [name, ...also].map((of) => ({
          name: text('popular'),
          source: at('source', of)
        })),
        renumberedTo: at('successor')
      },
      {
        ...named('successor'),
        jurisdiction: at('jurisdiction'),
        code: 'minn-stat',
        section: `${name}.2`,
        citation: text(`Minn. Stat. § ${name}.2`),
        kind: 'session_law',
        verification: 'lead'
      }
    ],
    statuteVersions: [
      {
        ...row('version'),
        statute: at('statute', name),
        effectiveFrom: '2020-08-01',
        effectiveTo: '2021-08-01',
        legalForce: 'in_force',
        summary: text('version'),
        text: text('law'),
        pinpoints: ['subd. 1', 'subd. 2'],
        sourceAct: text('act'),
        source: at('source')
      },
      {
        ...row('current-version'),
        statute: at('statute', name),
        effectiveFrom: '2021-08-01',
        legalForce: 'suspended',
        summary: text('current version'),
        source: at('source')
      }
    ],
    statements: [
      {
        ...row('statement'),
        title: text('statement'),
        summary: text('summary'),
        channel: 'press_release',
        ...dated('issuedOn'),
        agencies: all('agency').map((agency) => ({ agency, role: 'issuer' })),
        speakers: all('person').map((person) => ({ person, postTitle: text('speaker') })),
        publisher: at('publisher'),
        event: at('event'),
        source: at('source'),
        topics: all('topic')
      }
    ],
    claims: ['claim', 'answer'].map((claim, position) => ({
      ...row(claim),
      statement: at('statement', name),
      position,
      proposition: text(claim),
      kind: 'legal',
      attribution: 'verbatim',
      claimants: [
        ...all('agency').map((agency) => ({ agency })),
        ...all('person').map((person) => ({ person })),
        ...all('publisher').map((publisher) => ({ publisher })),
        { description: text('claimant') }
      ],
      quotes: [quote(claim), { capture: at('held', name), exact: 'words that stand' }],
      topics: all('topic')
    })),
    statuteReferences: ['claim', 'statement'].map((of) => ({
      ...row(`${of}-reference`),
      [of]: at(of, name),
      statute: at('statute', name),
      citedAs: text(`${of} citation`),
      pinpoint: 'subd. 2(a)',
      relation: 'names',
      resolution: 'editor',
      basis: text('resolution')
    })),
    relations: [
      {
        ...row('relation'),
        from: at('claim', name),
        to: at('answer', name),
        kind: 'repeats',
        assertedBy: { person: at('person') },
        source: at('source'),
        quote: quote('relation')
      },
      {
        ...row('second-relation'),
        from: at('answer', name),
        to: at('claim', name),
        kind: 'about',
        assertedBy: { publisher: at('publisher') },
        source: at('source')
      }
    ],
    assessments: ['person', 'publisher'].map((author) => ({
      ...row(`${author}-assessment`),
      targets: [
        ...all('statement').map((statement) => ({ statement })),
        ...all('claim').map((claim) => ({ claim })),
        ...all('person').map((person) => ({ person })),
        { description: text('target') }
      ],
      author: { [author]: at(author) },
      source: at('source'),
      quote: quote('assessment'),
      kind: 'rating',
      aspect: text('aspect'),
      rating: { label: text('rating'), value: 4.5, best: 5, worst: -1 },
      body: text('body'),
      ...dated('publishedOn'),
      state: 'corrected',
      stateReason: text('reason')
    }))
  }
}

/** Imports bundles as one file, all or nothing. */
export async function importBundles(t: Test, url: string, bundles: Bundle[]): Promise<void> {
  const merged: Bundle = {}
  for (const [name, rows] of bundles.flatMap((bundle) => Object.entries(bundle)))
    merged[name] = [...(merged[name] ?? []), ...rows]
  const folder = t.testdir({ 'bundle.json': JSON.stringify(merged) })
  await importPaths(url, [path.join(folder, 'bundle.json')])
  fs.rmSync(folder, { recursive: true })
}
