/** How we write a citation, and by what a statute is looked up. */
import { type Code, codes } from './catalogue.js'
import type { Citation } from './citation.js'

type Parts = Pick<Citation, 'code' | 'container' | 'section' | 'pinpoint'>

export interface CitationKey {
  /** `us-mn`, `us-mn/minneapolis`: see `divisionOf` for its Open Civic Data id. */
  jurisdiction: string | null
  code: string | null
  container: string | null
  /** With its container before it: `720/5/7-16`, `8/287.8`, `6E/15`, `2020-2s-ch1/23`. */
  section: string | null
}

export function citationKey(
  citation: Pick<Citation, 'jurisdiction' | 'code' | 'container' | 'section'>
): CitationKey {
  const { jurisdiction, code, container, section } = citation
  const whole = section === null ? null : [container, section].filter(Boolean).join('/')
  return { jurisdiction, code, container, section: whole }
}

const DIVISION =
  /^ocd-division\/country:us(?:\/(?:state|district|territory):([a-z]{2})(?:\/place:(.+))?)?$/

/** `ocd-division/country:us/state:mn/place:minneapolis` -> `us-mn/minneapolis`; else as it is. */
export function jurisdictionOf(division: string): string {
  const [all, state, city] = DIVISION.exec(division) ?? []
  if (!all) return division.toLowerCase()
  return `us${state ? `-${state}` : ''}${city ? `/${city}` : ''}`
}

/** `us-mn/minneapolis` -> `ocd-division/country:us/state:mn/place:minneapolis`. */
export function divisionOf(jurisdiction: string): string {
  const [, state, city] = /^us(?:-([a-z]+))?(?:\/(.+))?$/.exec(jurisdiction) ?? []
  const kind =
    state === 'dc' ? 'district' : /^(as|gu|mp|pr|vi)$/.test(state ?? '') ? 'territory' : 'state'
  return `ocd-division/country:us${state ? `/${kind}:${state}` : ''}${city ? `/place:${city}` : ''}`
}

/** `Minn. Stat. § 609.066, subd. 2`; null if the code is not known. */
export function canonicalOf(citation: Parts): string | null {
  const code = citation.code === null ? undefined : codes.get(citation.code)
  if (!code) return null
  const whole = withoutPinpoint(code, citation)
  if (whole === null || !citation.pinpoint) return whole
  // "subds. 1–3", "(a)–(c)"
  const pinpoint = citation.pinpoint.replace(/^(subd|subp)(?=.*\.\.\w)/, '$1s').replace('..', '–')
  return pinpoint.startsWith('(') ? whole + pinpoint : `${whole}, ${pinpoint}`
}

function withoutPinpoint(code: Code, { container, section }: Parts): string | null {
  if (code.kind === 'session') return act(code, container, section)
  const number = section?.replace('..', ' to ') ?? null
  const isRange = section?.includes('..') ?? false
  const signed = `${isRange ? '§§' : '§'} ${number}`
  if (code.contained && container === null) return null
  switch (code.form) {
    case 'act':
      return `${container?.replace('/', ' ILCS ')}/${number ?? ''}`
    case 'before §':
    case 'before':
      // A number without a point is a part of the federal rules.
      if (code.slug === 'cfr' && number && !number.includes('.'))
        return titled(code, container ?? '', `pt. ${number}`)
      return titled(code, container ?? '', code.form === 'before' ? number : number && signed)
    case 'tit.':
    case 'ch.':
      return listed(code, container ?? '', number && signed)
    case 'city':
      return ordinance(code, container, number && signed)
    case 'const':
      return provision(code, container, number && signed)
    case 'law':
      return `${code.name} ${container}${number === null ? '' : `, ${signed}`}`
    default: {
      if (number === null) return `${code.name} ch. ${container}`
      const mark = code.form === '§' ? (isRange ? '§§ ' : '§ ') : code.form && `${code.form} `
      return `${code.name} ${mark}${number}`
    }
  }
}

/** "18 U.S.C. § 242", "18 U.S.C. ch. 13", "5 U.S.C. app. § 3". */
function titled({ name }: Code, container: string, section: string | null): string {
  const [title = '', chapter] = container.split('/')
  const whole = title.endsWith('-app') ? `${title.slice(0, -4)} ${name} app.` : `${title} ${name}`
  return `${whole}${chapter ? ` ch. ${chapter}` : ''}${section ? ` ${section}` : ''}`
}

/** "Vt. Stat. Ann. tit. 20, § 2368". */
function listed({ name, form }: Code, container: string, section: string | null): string {
  const [title, chapter] = container.split('/')
  return `${name} ${form} ${title}${chapter ? `, ch. ${chapter}` : ''}${section ? `, ${section}` : ''}`
}

function ordinance({ name }: Code, container: string | null, section: string | null): string {
  const [title, chapter] = container?.split('/') ?? []
  if (chapter) return `${name}, title ${title}, chapter ${chapter}${section ? `, ${section}` : ''}`
  if (title) return `${name}, chapter ${title}${section ? `, ${section}` : ''}`
  return `${name} ${section ?? ''}`
}

function provision({ name }: Code, container: string | null, section: string | null): string {
  const [, kind = '', number = ''] = /^([a-z]+)(\d+)$/.exec(container ?? '') ?? []
  return `${name} ${kind}. ${roman(Number(number))}${section ? `, ${section}` : ''}`
}

function roman(number: number): string {
  const signs: [number, string][] = [
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I']
  ]
  let [rest, text] = [number, '']
  for (const [value, sign] of signs) for (; rest >= value; rest -= value) text += sign
  return text
}

const ACT = /^(\d{1,4})(?:-(\d*)s)?-(ch|act|lb|p)(\d[\dA-Z-]*?)(?:-art(\d+))?$/

/** "2020 Minn. Laws 2d Spec. Sess. ch. 1, art. 2, § 23"; a number alone ("20-1") is an act's. */
function act({ name }: Code, container: string | null, section: string | null): string | null {
  const [all, year, session, unit = '', number, article] = ACT.exec(container ?? '') ?? []
  if (!container) return null
  const signed = section?.includes('..') ? `§§ ${section.replace('..', ' to ')}` : `§ ${section}`
  const end = section === null ? '' : `, ${signed}`
  if (!all) return `${name.replace(/s$/, '')} ${container}${end}`
  const special = session === undefined ? '' : ` ${nth(session)}Spec. Sess.`
  const label = { ch: ' ch.', act: ' No.', lb: ' L.B.', p: '' }[unit] ?? ''
  return `${year} ${name}${special}${label} ${number}${article ? `, art. ${article}` : ''}${end}`
}

const nth = (number: string) =>
  number ? `${number}${{ 1: 'st', 2: 'd', 3: 'd' }[Number(number)] ?? 'th'} ` : ''
