/** The words of names: "Minnesota Statutes", "Minn. Stats." and "MINN STAT" are the same. */
import type { Reader } from './reader.js'

/** As in citations: the words that stand for it. */
const spelledOut = `
admin: administrative administration
agric: agriculture agricultural
alco: alcoholic
ann: annotated unannotated annot
att: attorney atty
auth: authority authorities
aff: affairs
assns: associations ass'ns
bev: beverage beverages
bus: business businesses
cent: century
child: children's childrens
civ: civil
cmty: community
co: company
code: codes
com: commercial commerce comm
comp: compiled compilation compensation
conserv: conservation
const: constitution
constr: construction
cont: contract control
consol: consolidated cons
corp: corporation corporations corps
correct: correction corrections corr
crim: criminal
ct: court
cts: courts
cult: cultural
dev: development
dists: districts district dist
dom: domestic
econ: economic
educ: education ed
elec: election elections
empl: employment
env't: environment
envtl: environmental
est: estate estates
evid: evidence
exec: executive
fam: family
fed: federal
fin: finance financial
gen: general
gov't: government govt gov
harb: harbors harbor
high: highway highways hwy hy
hist: historic historical
hous: housing
hum: human
hyg: hygiene
ins: insurance
inst: institutions institution institutional
jud: judicial judiciary
lab: labor
legis: legislative leg
lim: limited
liab: liability
loc: local
mil: military
mkts: markets
mun: municipal
nat: natural
nav: navigation
oblig: obligations
occ: occupations occupational
off: official officers
orgs: organizations
pens: pensions
pers: personnel
prac: practice
preserv: preservation
prob: probate
proc: procedure procedures procurement
prof: professions professional
prop: property
prot: protection
provis: provisions
pub: public
r: rule rules
rec: recreation
reg: regulation
regs: regulations
rel: relations
rem: remedies
res: resources
retire: retirement
rev: revised revenue revision
safety: saf
sec: security
serv: service services servs
sess: session
soc: social
spec: special
st: saint
stat: statutes statute stats
sts: streets
tax: taxation
traf: traffic
transp: transportation
unconsol: unconsolidated
unemp: unemployment
util: utilities utility
veh: vehicle vehicles
vet: veterans
welf: welfare
wild: wildlife
workers: worker's workers'
laws: l
cal: calif california
okla: okl
or: ore
wis: wisc
pa: penn penna
neb: nebr
haw: hawai'i hawaii
&: and
`
const canonical = new Map<string, string>()
for (const line of spelledOut.trim().split('\n')) {
  const [word = '', longer = ''] = line.split(': ')
  for (const each of [word, ...longer.split(' ')]) canonical.set(bare(each), bare(word))
}

/** All that is read as this word, in small letters and without apostrophes. */
export function spellings(word: string): string[] {
  return [word, ...[...canonical].filter(([, short]) => short === word).map(([longer]) => longer)]
}

function bare(word: string): string {
  const small = word.toLowerCase()
  return small.includes("'") ? small.replaceAll("'", '') : small
}

/** "California's" is "California", unless the word is known as it is ("Children's"). */
export function normal(word: string): string {
  const whole = bare(word)
  const known = canonical.get(whole)
  if (known !== undefined || !/'s$/i.test(word)) return known ?? whole
  const owner = whole.slice(0, -1)
  return canonical.get(owner) ?? owner
}

/** The words of a name that we write ourselves, in their normal form. */
export function wordsOf(name: string): string[] {
  return (name.match(/[A-Za-z]+(?:['’-][A-Za-z]+)*'?|&/g) ?? []).map((word) =>
    normal(word.replaceAll('’', "'"))
  )
}

export interface Word {
  word: string
  letters: number
  pointed: boolean
  /** Where it ends, with its point unless that ends a sentence. */
  end: number
  /** Where the next word may start, or -1 if none belongs to it. */
  next: number
  /** Begins in a small letter (`of`, `and` and `the` do not count). */
  small: boolean
  /** In capitals throughout. */
  capitals: boolean
}

const WORD = /([A-Za-z]{1,20}(?:['-][A-Za-z]{1,20}){0,3}(?![A-Za-z\u00c0-\u036f])'?|&)(\.?)(,? ?)/y
const FULL_WORD = /^(code|laws|safety)$/
/** Words that are written with a point, so that the point ends no sentence. Filled by the names. */
const pointed = new Set(
  'annot calif comm cons corps dist ed gov hy leg nebr okl ore penn saf stats wisc'.split(' ')
)
for (const word of canonical.values()) if (!FULL_WORD.test(word)) pointed.add(word)

/** Notes which words of a name carry a point ("Minn. Stat."). */
export function notePoints(name: string): void {
  for (const [, word = ''] of name.matchAll(/([A-Za-z'’-]+)\./g)) pointed.add(bare(word))
}

export function readWord(reader: Reader, at: number): Word | null {
  const found = reader.match(WORD, at)
  if (!found) return null
  const [all, written = '', point = '', gap = ''] = found
  const end = at + written.length + point.length
  const endsSentence = point !== '' && gap !== '' && !pointed.has(bare(written))
  const joined = point === '' && gap === '' && written !== '&'
  return {
    word: normal(written),
    letters: written.length,
    pointed: point !== '',
    end: point && pointed.has(bare(written)) ? end : at + written.length,
    next: endsSentence || joined ? -1 : at + all.length,
    small: /^[a-z]/.test(written) && !/^(of|and|the)$/.test(written),
    capitals: !/[a-z]/.test(written)
  }
}
