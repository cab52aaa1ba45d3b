/** Every body of law that we know: what it is called in a citation, and how its sections look. */
import { codeTable, placeTable } from './codes.js'
import { formTable, ownTable, sessionLaws, subjectCodes } from './forms.js'

/** What stands before a section number: a sign or word, and the title or chapter it needs. */
export type Form =
  | '§'
  | ''
  | 'art.'
  | 'r.'
  | 'before §'
  | 'before'
  | 'tit.'
  | 'ch.'
  | 'act'
  | 'city'
  | 'const'
  /** Cited by a number of its own: "Pub. L. No. 116-283". */
  | 'law'

/** Sticky patterns of a section number: as it is written, and as some print it, with dashes. */
export interface Shape {
  plain: RegExp
  dashed: RegExp
}

export interface Code {
  /** Our short name: `minn-stat`. */
  slug: string
  /** Whose law it is: `us`, `us-mn`, `us-mn/minneapolis`. */
  place: string
  kind: 'statute' | 'session' | 'rule'
  /** As written in our citations: `Minn. Stat.` */
  name: string
  form: Form
  /** A whole section number; null if this code has numbers of any shape. */
  shape: Shape | null
  /** Needs a title or chapter, without which its sections are not told apart. */
  contained: boolean
}

export interface Place {
  id: string
  abbreviation: string
  name: string
}

export const places: Place[] = rows(placeTable).map(([id = '', abbreviation = '', name = '']) => ({
  id,
  abbreviation,
  name
}))

/** Names by which a code is found; `local` ones mean it only where its place is given. */
export interface Name {
  name: string
  code: Code
  local: boolean
}

export const codes = new Map<string, Code>()
export const names: Name[] = []

function rows(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|'))
}

const slugOf = (name: string) =>
  name
    .replace(/ Ann\.$/, '')
    .toLowerCase()
    .replace(/gov't/g, 'gov')
    .replace(/[.'’,]|&/g, '')
    .trim()
    .replace(/ +/g, '-')

/** After a whole number: a letter, a digit, a percent sign or a further part would be cut off. */
export const WHOLE = '(?![A-Za-z0-9%\\u00c0-\\u036f]|[.:/][A-Za-z]?\\d)'

const parts: Record<string, string> = {
  a: '\\d{1,2}[A-Za-z]{0,2}(?:\\.\\d{1,2}[A-Z]?)?',
  b: '\\d{1,3}[A-Za-z]{0,2}(?:\\.\\d{1,2})?',
  c: '\\d{1,4}[A-Za-z]{0,2}',
  d: '\\d{1,5}[A-Za-z]{0,4}',
  n: '\\d{1,5}[A-Za-z]{0,3}(?:\\.\\d{1,5}[A-Za-z]{0,2})?',
  '.': '\\.'
}

/** A shape as in forms.ts. */
function shapeOf(shape: string): Shape | null {
  if (!shape) return null
  const source = shape.replace(
    /\\d|\{[^}]*\}|\[[^\]]*\]|\(\?:|[abcdn.]/g,
    (part) => parts[part] ?? part
  )
  const sticky = (text: string) => new RegExp(`(?:${text})${WHOLE}`, 'y')
  // A hyphen in brackets stands between the ends of a class.
  return { plain: sticky(source), dashed: sticky(source.replace(/-(?![^[]*\])/g, '[-–]')) }
}

const CONTAINED = new Set<Form>(['before §', 'before', 'tit.', 'ch.', 'act'])

function define(code: Omit<Code, 'shape' | 'contained'>, shape: string, others: string[]): void {
  const known = codes.get(code.slug)
  const made = known ?? {
    ...code,
    shape: shapeOf(shape),
    contained: CONTAINED.has(code.form)
  }
  codes.set(code.slug, made)
  for (const other of others)
    if (other)
      names.push({ name: other.replace(/\?$/, ''), code: made, local: other.endsWith('?') })
}

/** The place's main session laws, which "Legis. Serv." and "Laws 2020, ch. 1" mean. */
export const sessions = new Map<string, Code>()

function defineListed(): void {
  const forms = new Map(rows(formTable).map((row) => [`${row[0]}|${row[1]}`, row]))
  const serial = /(Legis|Law|R)\. Serv\.|L\. Serv\./
  // A second name of a code comes after the first, and services after the laws that they serve.
  const rank = ([place, , name = '']: string[]) => {
    const [, , slug, , , shape] = forms.get(`${place}|${name}`) ?? []
    return Number(serial.test(name) || Boolean(slug && !shape))
  }
  const listed = rows(codeTable)
    .filter(([, , name = '', form]) => form !== 'subject' || /Admin\. R\.|Code R\./.test(name))
    .filter(([, , name = '']) => !/^(Pub\. L\.|Pvt\. L\.|Stat\.|La\. Const\.)/.test(name))
    .sort((a, b) => rank(a) - rank(b))
  for (const [place = '', kind, name = '', form = '', others = ''] of listed) {
    const [, , slug, canonical, ownForm, shape = '', more = ''] =
      forms.get(`${place}|${name}`) ?? []
    const main = sessions.get(place)
    const service = kind === 'session' && serial.test(name)
    const code = {
      slug: (service && main?.slug) || slug || slugOf(name),
      place,
      kind: kind as Code['kind'],
      name: canonical || name,
      form: (ownForm || (form === 'subject' ? '' : form)) as Form
    }
    if (['KRS', 'NRS', 'ORS', 'RCW', 'N.H. RSA', 'COMAR'].includes(code.name)) code.form = ''
    define(code, shape, [
      name,
      name.replace(/ Ann\.$/, ''),
      ...others.split(';'),
      ...more.split(';')
    ])
    if (kind === 'session') defineSession(place, code.slug, name)
  }
}

/** "Wash. Sess. Laws" are cited as "Wash. Laws" too. */
function defineSession(place: string, slug: string, name: string): void {
  const code = codes.get(slug)
  if (!code) return
  const other = name.includes(' Sess. Laws') ? name.replace(' Sess.', '') : name
  names.push({ name: other, code, local: false })
  names.push({ name: other.replace(/ Laws$/, ' Sess. Laws'), code, local: false })
  const chosen = sessionLaws[place]
  if (!sessions.has(place) && (!chosen || chosen === slug)) sessions.set(place, code)
}

function defineSubjects(): void {
  for (const { place, prefix, name, shape, subjects, names: more } of subjectCodes)
    for (const subject of subjects.split(/;\s*/)) {
      const slug = subject === 'Pub. Safety' ? `${prefix}-ps` : slugOf(`${prefix} ${subject}`)
      const of = (form: string) => form.replace('*', subject)
      // The whole ("Cal. Code") is any of its codes.
      const others = [of(name), ...more.map(of), name.replace(/,? \*/, '')]
      define({ slug, place, kind: 'statute', name: of(name), form: '§' }, shape, others)
    }
}

function defineOwn(): void {
  for (const row of rows(ownTable)) {
    const [place = '', slug = '', name = '', form = '', shape = '', others = ''] = row
    const known = [name, ...others.split(';')]
    define({ slug, place, kind: 'rule', name, form: form as Form }, shape, known)
  }
}

function defineConstitutions(): void {
  for (const { id, abbreviation, name } of places)
    define(
      {
        slug: slugOf(`${abbreviation} const`),
        place: id,
        kind: 'statute',
        name: `${abbreviation} Const.`,
        form: 'const'
      },
      'd',
      [`${abbreviation} Const.`, `${name} Constitution`, `Constitution of ${name}`]
    )
}

/** Acts and orders, which are found by patterns of their own, not by name. */
function defineNumbered(): void {
  const add = (slug: string, place: string, name: string, form: Form) =>
    define({ slug, place, kind: 'statute', name, form }, '', [])
  add('pub-l', 'us', 'Pub. L. No.', 'law')
  add('stat', 'us', 'Stat.', 'before')
  add('ill-pub-act', 'us-il', 'Ill. Pub. Act', 'law')
  add('eo', 'us', 'Exec. Order No.', '')
  for (const { id, abbreviation } of places)
    if (id !== 'us') add(orderSlug(id), id, `${abbreviation} Exec. Order No.`, '')
}

/** A governor's executive orders: `mn-eo`. */
export const orderSlug = (place: string): string => `${place.replace('us-', '')}-eo`

defineListed()
defineSubjects()
defineOwn()
defineNumbered()
defineConstitutions()
