/** Made by `npm run generate` from the definitions of the service; never edited by hand. */

declare const embeds: unique symbol
/** A link, in whose place `include` puts the resource itself. */
export interface Linked<T> extends Link {
  readonly [embeds]?: T
}
type Many<T> = T | readonly T[]
/** How a list is filtered by one of its filters: by a value, any of several, or by operators. */
export type Filter<T, O extends keyof Operators<T>> =
  | Many<T>
  | (Partial<Pick<Operators<T>, O>> & { eq?: Many<T> })
export interface Operators<T> {
  /** None of these; rows without a value match as well. */
  not: Many<T>
  gt: T
  gte: T
  lt: T
  lte: T
  /** Whether there is a value. */
  exists: boolean
  /** Has any of these in it, capitals aside. */
  contains: Many<T>
}

/** What may be written of a jurisdiction. Links are named; dates have their bounds found. */
export interface JurisdictionInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** Open Civic Data division id. */
  ocdId?: string
  /** Its name, as the Census or Open Civic Data gives it. */
  name?: string
  /** The kind of division, as its id names it: country, state, county, place, … */
  classification?: string
  /** The division that it lies in. */
  parent?: LinkInput | null
  /** The U.S. Census GEOID with its kind: `place-2718188`. */
  geoid?: string | null
  /** Other division ids of the same place; each works wherever the id does. */
  aliases?: string[]
}

/** Where the row is in its life. Readers see published rows. */
export type Status = 'draft' | 'published' | 'withdrawn'

/** A row by its id, slug, identifier or externalId. */
export type LinkInput = string

/** The kind of publisher. */
export type PublisherKind = 'newsroom' | 'fact_checker' | 'advocacy' | 'government' | 'individual' | 'unknown'

/** What may be written of a publisher. Links are named; dates have their bounds found. */
export interface PublisherInput {
  /** A readable name that works wherever the id does. */
  slug?: string | null
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The name it publishes under. */
  name?: string
  kind?: PublisherKind
  /** Its own site. */
  url?: string | null
}

/** The kind of agency. */
export type AgencyClassification = 'police_department' | 'sheriff' | 'state_police' | 'federal_agency' | 'campus_police' | 'tribal_police' | 'prosecutor' | 'city_government' | 'county_government' | 'state_government' | 'state_agency' | 'special_police' | 'other' | 'unknown'

/** A date in EDTF (ISO 8601-2): it may be uncertain (`2025-12-02?`), partial (`2025-12`, `XXXX-12-02`) or an interval. */
export type Edtf = string

/** What may be written of a agency. Links are named; dates have their bounds found. */
export interface AgencyInput {
  /** A readable name that works wherever the id does. */
  slug?: string | null
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The name it goes by. */
  name?: string
  /** Other names it goes by. */
  otherNames?: string[]
  classification?: AgencyClassification
  /** The place it serves. */
  jurisdiction?: LinkInput | null
  /** The agency it belongs to. */
  parent?: LinkInput | null
  /** The agencies that took over from it. */
  successors?: LinkInput[]
  /** Identifiers elsewhere. `scheme:identifier` works wherever the id does. */
  identifiers?: AgencyIdentifierInput[]
  /** Its own site. */
  website?: string | null
  /** When it was founded. */
  foundedOn?: string | null
  /** How `foundedOn` is known. */
  foundedOnDetails?: DateDetailsInput
  /** When it was dissolved. */
  dissolvedOn?: string | null
  /** How `dissolvedOn` is known. */
  dissolvedOnDetails?: DateDetailsInput
}

export interface AgencyIdentifierInput {
  /** Whose identifier it is: `ori` (FBI), `wikidata`, `ocd_person`, … */
  scheme?: string
  /** The identifier itself. */
  identifier?: string
}

export interface DateDetailsInput {
  /** The words in the source. */
  text?: string | null
  /** What the source alone says, where the date above is inferred: `XXXX-12-02`. */
  stated?: string | null
  /** What an inference rests on. */
  basis?: string | null
}

/** What may be written of a person. Links are named; dates have their bounds found. */
export interface PersonInput {
  /** A readable name that works wherever the id does. */
  slug?: string | null
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The name as the sources give it. */
  name?: string
  /** Other names. */
  otherNames?: string[]
  /** Identifiers elsewhere. `scheme:identifier` works wherever the id does. */
  identifiers?: PersonIdentifierInput[]
  /** The posts held, each with the source that says so. */
  posts?: PostInput[]
}

export interface PersonIdentifierInput {
  /** Whose identifier it is: `ori` (FBI), `wikidata`, `ocd_person`, … */
  scheme?: string
  /** The identifier itself. */
  identifier?: string
}

export interface PostInput {
  /** Where. */
  agency?: LinkInput | null
  /** As what. */
  title?: string
  /** From when. */
  startsOn?: string | null
  /** Until when. */
  endsOn?: string | null
  /** The source that says so. */
  source?: LinkInput | null
}

/** The kind of event. */
export type EventKind = 'operation' | 'press_conference' | 'hearing' | 'incident' | 'meeting' | 'protest' | 'other'

/** What may be written of a event. Links are named; dates have their bounds found. */
export interface EventInput {
  /** A readable name that works wherever the id does. */
  slug?: string | null
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** What it is called. */
  name?: string
  kind?: EventKind
  /** When it began. */
  startsOn?: string | null
  /** How `startsOn` is known. */
  startsOnDetails?: DateDetailsInput
  /** When it ended. */
  endsOn?: string | null
  /** How `endsOn` is known. */
  endsOnDetails?: DateDetailsInput
  /** The larger event it belongs to. */
  partOf?: LinkInput | null
  /** The agencies that conducted it or took part. */
  agencies?: LinkInput[]
  /** The people who took part. */
  people?: LinkInput[]
  /** Where it took place. */
  jurisdiction?: LinkInput | null
  statements?: StatementInput[]
}

/** What may be written of a statement. Links are named; dates have their bounds found. */
export interface StatementInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** A title that tells it from others, in neutral words. */
  title?: string
  /** Neutral summary, in our own words. */
  summary?: string | null
  /** How the statement was made. */
  channel?: Channel | null
  /** When it was made. */
  issuedOn?: string | null
  /** How `issuedOn` is known. */
  issuedOnDetails?: DateDetailsInput
  /** The agencies that issued it, took part in it or are its subject. */
  agencies?: StatementAgencyInput[]
  /** Who spoke or wrote. */
  speakers?: SpeakerInput[]
  /** Who published it, for commentary. */
  publisher?: LinkInput | null
  /** The event it was made at or answers to. */
  event?: LinkInput | null
  /** The source that it is known from. */
  source?: LinkInput | null
  /** What it is about. */
  topics?: LinkInput[]
  statuteReferences?: StatuteReferenceInput[]
  claims?: ClaimInput[]
}

/** How the statement was made. */
export type Channel = 'press_release' | 'press_conference' | 'interview' | 'social_post' | 'policy' | 'testimony' | 'article' | 'letter' | 'other'

export interface StatementAgencyInput {
  /** The agency. */
  agency?: LinkInput | null
  role?: AgencyRole
}

/** What part the agency has in the statement. */
export type AgencyRole = 'issuer' | 'participant' | 'subject'

export interface SpeakerInput {
  /** The person. */
  person?: LinkInput | null
  /** The post held when speaking. */
  postTitle?: string | null
}

/** What may be written of a statuteReference. Links are named; dates have their bounds found. */
export interface StatuteReferenceInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The claim that refers to it, … */
  claim?: LinkInput | null
  /** … or the statement as a whole. */
  statement?: LinkInput | null
  /** The law referred to. */
  statute?: LinkInput | null
  /** The words that refer to it, as written. */
  citedAs?: string
  /** The part of the section that is cited. */
  pinpoint?: string | null
  relation?: ReferenceRelation
  resolution?: Resolution
  /** What an editor’s resolution rests on. */
  basis?: string | null
}

/** What the words do with the law. */
export type ReferenceRelation = 'names' | 'describes' | 'quotes' | 'relies_on'

/** Whether the source itself names the section, or an editor found it and says on what basis. */
export type Resolution = 'stated' | 'editor'

/** What may be written of a claim. Links are named; dates have their bounds found. */
export interface ClaimInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The statement it was made in. */
  statement?: LinkInput | null
  /** Its place in the statement, from 0. */
  position?: number
  /** The assertion in one sentence, in the editors’ neutral words. */
  proposition?: string
  kind?: ClaimKind
  attribution?: Attribution
  /** Whose assertion it is: an agency, a person or a publisher, or a group only described. */
  claimants?: ClaimantInput[]
  /** The exact words that it rests on. */
  quotes?: QuoteInput[]
  /** What it is about. */
  topics?: LinkInput[]
  statuteReferences?: StatuteReferenceInput[]
}

/** What kind of assertion it is. */
export type ClaimKind = 'empirical' | 'legal' | 'policy' | 'commitment' | 'duty' | 'authority' | 'expectation' | 'predictive' | 'normative' | 'interpretation' | 'characterization' | 'reported_belief'

/** How close the source stands to the claimant’s words: their own, a paraphrase, what others heard, or the author’s own commentary. */
export type Attribution = 'verbatim' | 'paraphrase' | 'as_heard' | 'commentary'

export interface ClaimantInput {
  /** The agency. */
  agency?: LinkInput | null
  /** The person. */
  person?: LinkInput | null
  /** The publisher. */
  publisher?: LinkInput | null
  /** The group, as the source describes it. */
  description?: string | null
}

export interface QuoteInput {
  /** The hashed text that the words stand in. */
  capture?: LinkInput | null
  /** The words, exactly. */
  exact?: string
  /** What stands before them. */
  prefix?: string | null
  /** What stands after them. */
  suffix?: string | null
  /** Where they start: Unicode code points, from 0. */
  start?: number | null
  /** Where they end, in code points, excluded. */
  end?: number | null
}

/** The kind of document. */
export type SourceKind = 'press_release' | 'article' | 'opinion' | 'video' | 'social_post' | 'policy' | 'statute_text' | 'session_law' | 'transcript' | 'dataset' | 'other'

/** What may be written of a source. Links are named; dates have their bounds found. */
export interface SourceInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  kind?: SourceKind
  /** Its title, or a description in brackets where it has none. */
  title?: string | null
  /** Where it was published. */
  url?: string | null
  /** A copy in a public web archive. */
  archiveUrl?: string | null
  /** Who published it. */
  publisher?: LinkInput | null
  /** Who wrote it. */
  authors?: LinkInput[]
  /** When it was published. */
  publishedOn?: string | null
  /** How `publishedOn` is known. */
  publishedOnDetails?: DateDetailsInput
  captures?: CaptureInput[]
}

/** What may be written of a capture. Links are named; dates have their bounds found. */
export interface CaptureInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The source it is the text of. */
  source?: LinkInput | null
  /** When it was captured; null if not recorded. */
  capturedAt?: string | null
  /** SHA-256 of the text’s UTF-8 bytes (the text in Unicode NFC with \n line ends). */
  sha256?: string
  /** SHA-256 of the bytes as they came, where the text was extracted from them. */
  rawSha256?: string | null
  /** Of the document that the text was taken from. */
  mediaType?: string
  /** BCP 47 tag. */
  language?: string | null
  /** The text; null where it is not held, or held for checking only (`restricted`). */
  text?: string | null
  /** Whether the text is held for checking only, and never served. */
  restricted?: boolean
  /** Its length in Unicode code points. */
  length?: number | null
  /** The status that the source’s address answered with. */
  httpStatus?: number | null
  /** The same text in a public web archive. */
  archiveUrl?: string | null
}

/** What may be written of a topic. Links are named; dates have their bounds found. */
export interface TopicInput {
  /** A readable name that works wherever the id does. */
  slug?: string | null
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The preferred label. */
  prefLabel?: string
  /** Other labels. */
  altLabels?: string[]
  /** What falls under it. */
  definition?: string | null
  /** The broader topic. */
  broader?: LinkInput | null
  /** The same concept in other vocabularies. */
  exactMatch?: string[]
}

/** The kind of law or policy. */
export type StatuteKind = 'statute' | 'session_law' | 'regulation' | 'policy' | 'executive_order'

/** How far it was checked: against an official text, against a secondary source, or not yet (a lead to follow). */
export type Verification = 'official' | 'secondary' | 'lead'

/** What may be written of a statute. Links are named; dates have their bounds found. */
export interface StatuteInput {
  /** A readable name that works wherever the id does. */
  slug?: string | null
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** Whose law it is. */
  jurisdiction?: LinkInput | null
  /** The code it stands in. */
  code?: string
  /** Its number in the code. */
  section?: string
  /** The citation in its usual form. */
  citation?: string
  /** Its heading in the code. */
  heading?: string | null
  kind?: StatuteKind
  /** An official or public text of it. */
  url?: string | null
  verification?: Verification
  /** Names that people use for it, each with a source that does. */
  popularNames?: PopularNameInput[]
  /** The section that carries it on. */
  renumberedTo?: LinkInput | null
  versions?: StatuteVersionInput[]
  versionsOnDay?: StatuteVersionInput[]
  references?: StatuteReferenceInput[]
}

export interface PopularNameInput {
  /** The name. */
  name?: string
  /** Where it is called so. */
  source?: LinkInput | null
}

/** What may be written of a statuteVersion. Links are named; dates have their bounds found. */
export interface StatuteVersionInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The statute it is a version of. */
  statute?: LinkInput | null
  /** Its first day; null where that is not known. */
  effectiveFrom?: string | null
  /** The day after its last; null while it lasts. */
  effectiveTo?: string | null
  legalForce?: LegalForce
  /** What it says, in our own words. */
  summary?: string
  /** The text, where freely reusable. */
  text?: string | null
  /** The act that made this version. */
  sourceAct?: string | null
  /** The parts it is known to have, as they are cited; null where not recorded. */
  pinpoints?: string[] | null
  /** The source that says so. */
  source?: LinkInput | null
}

/** Whether the version had the force of law in its time. */
export type LegalForce = 'in_force' | 'suspended' | 'repealed' | 'expired' | 'pending' | 'unknown'

/** anchored: the words stand in the capture at these offsets. orphaned: they do not stand in it. ambiguous: they stand in it more than once. unverified: the capture’s text is not held. */
export type QuoteState = 'anchored' | 'orphaned' | 'ambiguous' | 'unverified'

/** What the asserter says the first claim does to the second. */
export type RelationKind = 'repeats' | 'same_position_as' | 'restates' | 'elaborates' | 'qualifies' | 'narrows' | 'broadens' | 'contradicts' | 'disputes' | 'supersedes' | 'grounded_in' | 'names' | 'contrasted_with' | 'listed_with' | 'predicted_effect_of' | 'about'

/** What may be written of a relation. Links are named; dates have their bounds found. */
export interface RelationInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** The claim that it starts from. */
  from?: LinkInput | null
  /** The claim that it points at. */
  to?: LinkInput | null
  kind?: RelationKind
  /** Who says so: a person, a publisher or the editors. */
  assertedBy?: AsserterInput
  /** Where it is said. */
  source?: LinkInput | null
  /** The words that say so. */
  quote?: QuoteInput | null
}

export interface AsserterInput {
  /** The person. */
  person?: LinkInput | null
  /** The publisher. */
  publisher?: LinkInput | null
  /** Whether it is the editors of this record. */
  editors?: boolean
}

/** What kind of assessment it is. */
export type AssessmentKind = 'rating' | 'commentary' | 'recommendation' | 'correction'

/** Whether its author stands by it. */
export type AssessmentState = 'standing' | 'corrected' | 'retracted'

/** What may be written of a assessment. Links are named; dates have their bounds found. */
export interface AssessmentInput {
  /** The id in the data set that the row was imported from. */
  externalId?: string | null
  status?: Status
  /** The editors' note, public: what a source leaves open stays open here. */
  note?: string | null
  /** What it is about: a statement, a claim or a person, or a group only described. */
  targets?: AssessmentTargetInput[]
  /** Whose assessment it is: a person or a publisher. */
  author?: AssessmentAuthorInput
  /** Where it is said. */
  source?: LinkInput | null
  /** The words that say it. */
  quote?: QuoteInput | null
  kind?: AssessmentKind
  /** Which side of the matter it looks at. */
  aspect?: string | null
  /** The author’s own scale; all null where the author gives no rating. */
  rating?: RatingInput
  /** Neutral summary of what its author says. */
  body?: string | null
  /** When it was published. */
  publishedOn?: string | null
  /** How `publishedOn` is known. */
  publishedOnDetails?: DateDetailsInput
  state?: AssessmentState
  /** Why it was corrected or retracted. */
  stateReason?: string | null
}

export interface AssessmentTargetInput {
  /** The statement. */
  statement?: LinkInput | null
  /** The claim. */
  claim?: LinkInput | null
  /** The person. */
  person?: LinkInput | null
  /** The group or matter, as the source describes it. */
  description?: string | null
}

export interface AssessmentAuthorInput {
  /** The person. */
  person?: LinkInput | null
  /** The publisher. */
  publisher?: LinkInput | null
}

export interface RatingInput {
  /** As the author words it. */
  label?: string | null
  /** On the author’s scale. */
  value?: number | null
  /** The scale’s best. */
  best?: number | null
  /** The scale’s worst. */
  worst?: number | null
}

export interface QuoteToVerify {
  /** Look in every capture of this source (its id). */
  source?: string
  /** Look in this capture (its id). */
  capture?: string
  /** Look in this text. */
  text?: string
  /** The words. */
  exact: string
  /** What stands right before them. */
  prefix?: string
  /** What stands right after them. */
  suffix?: string
  /** Take straight and curly quotation marks, and kinds of space, for one another. */
  fold?: boolean
}

export interface CitationsToParse {
  /** Any text. */
  text: string
  /** Whose law a citation without a code means: `us-mn`. */
  jurisdiction?: string
}

/** What is sent. A test sends `webhook.ping`. */
export interface WebhookEvent {
  type: string
  /** When it happened. */
  timestamp: string
  data: {
    resource: 'jurisdictions' | 'publishers' | 'agencies' | 'people' | 'events' | 'sources' | 'captures' | 'topics' | 'statutes' | 'statuteVersions' | 'statements' | 'claims' | 'statuteReferences' | 'relations' | 'assessments'
    action: 'published' | 'updated' | 'withdrawn' | 'restored' | 'merged'
    id: string
    /** That the event made. The row may be at a later one. */
    revision: number
    /** Where the row is read. */
    href: string
    /** Why it was withdrawn. */
    reason: string | null
    /** The row to read in its place. */
    mergedInto: string | null
    /** As REST serves it when it is sent. Null where readers do not see it any more, or if it is of more than 256 kB. */
    row: Record<string, unknown> | null
  }
}

/** A country, state, county, city or district. */
export interface Jurisdiction {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** Open Civic Data division id. */
  ocdId: string
  /** Its name, as the Census or Open Civic Data gives it. */
  name: string
  /** The kind of division, as its id names it: country, state, county, place, … */
  classification: string
  /** The division that it lies in. */
  parent: Linked<Jurisdiction> | null
  /** The U.S. Census GEOID with its kind: `place-2718188`. */
  geoid: string | null
  /** Other division ids of the same place; each works wherever the id does. */
  aliases: string[]
}

/** A link to another resource, unless `include` embeds the resource itself. */
export interface Link {
  id: string
  /** Where such resources have slugs. */
  slug?: string | null
  /** What to show a person. */
  label: string | null
}

export interface Page {
  /** How many rows this page holds. */
  size: number
  /** For `after`: the page that follows; null on the last. */
  next: string | null
  /** For `before`: the page that precedes; null on the first. */
  prev: string | null
}

export interface ListMeta {
  /** Every filter, sort and default in force, by parameter. */
  applied: Record<string, string | number>
  /** Only with the parameter `count`. */
  count?: Count
}

export interface Count {
  /** How many rows match, on all pages. */
  value: number
  /** Whether they were counted, not estimated. */
  exact: boolean
}

/** A failure, as RFC 9457 problem details. */
export interface Problem {
  /** A page that explains the code, as a relative URI reference. */
  type: string
  title: string
  status: number
  /** What is wrong this time. */
  detail: string
  /** The path that was asked for. */
  instance?: string
  /** For programs: it never changes its meaning. */
  code: string
  errors: Fault[]
  requestId: string
}

/** One thing that is wrong, and where. */
export interface Fault {
  /** The query parameter. */
  parameter?: string
  /** Where in the body: a JSON pointer (RFC 6901). */
  pointer?: string
  code: string
  message: string
  /** The line of a file that was sent. */
  line?: number
  /** Of a quote: every place that it may mean. */
  candidates?: Record<string, unknown>[]
}

/** A newsroom, fact checker, advocacy group, government or individual that publishes. */
export interface Publisher {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** A readable name that works wherever the id does. */
  slug: string | null
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The name it publishes under. */
  name: string
  kind: PublisherKind
  /** Its own site. */
  url: string | null
}

/** A law enforcement agency or another public body whose statements are on record. */
export interface Agency {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** A readable name that works wherever the id does. */
  slug: string | null
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The name it goes by. */
  name: string
  /** Other names it goes by. */
  otherNames: string[]
  classification: AgencyClassification
  /** The place it serves. */
  jurisdiction: Linked<Jurisdiction> | null
  /** The agency it belongs to. */
  parent: Linked<Agency> | null
  /** The agencies that took over from it. */
  successors: Linked<Agency>[]
  /** Identifiers elsewhere. `scheme:identifier` works wherever the id does. */
  identifiers: AgencyIdentifier[]
  /** Its own site. */
  website: string | null
  /** When it was founded. */
  foundedOn: Edtf | null
  /** How `foundedOn` is known. */
  foundedOnDetails: DateDetails
  /** When it was dissolved. */
  dissolvedOn: Edtf | null
  /** How `dissolvedOn` is known. */
  dissolvedOnDetails: DateDetails
  /** Where the words of the search stand. Only with `q`. */
  highlights?: Highlight[]
}

/** Identifiers elsewhere. `scheme:identifier` works wherever the id does. */
export interface AgencyIdentifier {
  /** Whose identifier it is: `ori` (FBI), `wikidata`, `ocd_person`, … */
  scheme: string
  /** The identifier itself. */
  identifier: string
}

export interface DateDetails {
  /** The first day it may stand for; null where that is open. */
  earliest: string | null
  /** The last day it may stand for; null where that is open. */
  latest: string | null
  /** The words in the source. */
  text: string | null
  /** What the source alone says, where the date above is inferred: `XXXX-12-02`. */
  stated: Edtf | null
  /** What an inference rests on. */
  basis: string | null
}

export interface Highlight {
  /** `title`, or in a list of names `otherNames.0`. */
  field: string
  /** In code points of the field, from 0. */
  start: number
  /** Excluded. */
  end: number
}

/** A person who speaks for an agency, writes, or assesses what others said. */
export interface Person {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** A readable name that works wherever the id does. */
  slug: string | null
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The name as the sources give it. */
  name: string
  /** Other names. */
  otherNames: string[]
  /** Identifiers elsewhere. `scheme:identifier` works wherever the id does. */
  identifiers: PersonIdentifier[]
  /** The posts held, each with the source that says so. */
  posts: Post[]
  /** Where the words of the search stand. Only with `q`. */
  highlights?: Highlight[]
}

/** Identifiers elsewhere. `scheme:identifier` works wherever the id does. */
export interface PersonIdentifier {
  /** Whose identifier it is: `ori` (FBI), `wikidata`, `ocd_person`, … */
  scheme: string
  /** The identifier itself. */
  identifier: string
}

/** The posts held, each with the source that says so. */
export interface Post {
  /** Where. */
  agency: Linked<Agency> | null
  /** As what. */
  title: string
  /** From when. */
  startsOn: Edtf | null
  /** Until when. */
  endsOn: Edtf | null
  /** The source that says so. */
  source: Linked<Source> | null
}

/** A press release, article, video, policy or other document that a record rests on. */
export interface Source {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  kind: SourceKind
  /** Its title, or a description in brackets where it has none. */
  title: string | null
  /** Where it was published. */
  url: string | null
  /** A copy in a public web archive. */
  archiveUrl: string | null
  /** Who published it. */
  publisher: Linked<Publisher> | null
  /** Who wrote it. */
  authors: Linked<Person>[]
  /** When it was published. */
  publishedOn: Edtf | null
  /** How `publishedOn` is known. */
  publishedOnDetails: DateDetails
  /** Its texts as captured, each with its hash. */
  captures: Linked<Capture>[]
  /** When its text was changed: captures that follow one another and differ. */
  edits: SourceEdit[]
  /** Where the words of the search stand. Only with `q`. */
  highlights?: Highlight[]
}

/** The text of a source as it was at a moment. Immutable. */
export interface Capture {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The source it is the text of. */
  source: Linked<Source> | null
  /** 1, 2, …: the nth text of its source that was recorded. */
  number: number
  /** When it was captured; null if not recorded. */
  capturedAt: string | null
  /** SHA-256 of the text’s UTF-8 bytes (the text in Unicode NFC with \n line ends). */
  sha256: string
  /** SHA-256 of the bytes as they came, where the text was extracted from them. */
  rawSha256: string | null
  /** Of the document that the text was taken from. */
  mediaType: string
  /** BCP 47 tag. */
  language: string | null
  /** The text; null where it is not held, or held for checking only (`restricted`). */
  text: string | null
  /** Whether the text is held for checking only, and never served. */
  restricted: boolean
  /** Its length in Unicode code points. */
  length: number | null
  /** The status that the source’s address answered with. */
  httpStatus: number | null
  /** The same text in a public web archive. */
  archiveUrl: string | null
  /** When the source was looked at again and its text was still the same. */
  checks: CaptureCheck[]
}

/** When the source was looked at again and its text was still the same. */
export interface CaptureCheck {
  /** When. */
  checkedAt: string | null
}

/** When its text was changed: captures that follow one another and differ. */
export interface SourceEdit {
  /** When the changed text was captured; it changed at some time before. */
  at: string | null
  /** The text before. */
  from: Linked<Capture> | null
  /** The text after. */
  to: Linked<Capture> | null
}

/** An operation, press conference, hearing or incident. */
export interface Event {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** A readable name that works wherever the id does. */
  slug: string | null
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** What it is called. */
  name: string
  kind: EventKind
  /** When it began. */
  startsOn: Edtf | null
  /** How `startsOn` is known. */
  startsOnDetails: DateDetails
  /** When it ended. */
  endsOn: Edtf | null
  /** How `endsOn` is known. */
  endsOnDetails: DateDetails
  /** The larger event it belongs to. */
  partOf: Linked<Event> | null
  /** The agencies that conducted it or took part. */
  agencies: Linked<Agency>[]
  /** The people who took part. */
  people: Linked<Person>[]
  /** Where it took place. */
  jurisdiction: Linked<Jurisdiction> | null
}

/** What a statement or claim is about. */
export interface Topic {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** A readable name that works wherever the id does. */
  slug: string | null
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The preferred label. */
  prefLabel: string
  /** Other labels. */
  altLabels: string[]
  /** What falls under it. */
  definition: string | null
  /** The broader topic. */
  broader: Linked<Topic> | null
  /** The same concept in other vocabularies. */
  exactMatch: string[]
  /** The topics directly below. Only with `include`. */
  narrower?: Linked<Topic>[]
  /** Where the words of the search stand. Only with `q`. */
  highlights?: Highlight[]
}

/** A section of a code, a session law, a regulation or a policy. */
export interface Statute {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** A readable name that works wherever the id does. */
  slug: string | null
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** Whose law it is. */
  jurisdiction: Linked<Jurisdiction> | null
  /** The code it stands in. */
  code: string
  /** Its number in the code. */
  section: string
  /** The citation in its usual form. */
  citation: string
  /** Its heading in the code. */
  heading: string | null
  kind: StatuteKind
  /** An official or public text of it. */
  url: string | null
  verification: Verification
  /** Names that people use for it, each with a source that does. */
  popularNames: PopularName[]
  /** The section that carries it on. */
  renumberedTo: Linked<Statute> | null
  /** Its texts by date; no two overlap. */
  versions: Linked<StatuteVersion>[]
  /** The version on the day `on`, today unless given; none where the list is empty. */
  versionsOnDay: Linked<StatuteVersion>[]
  /** Where the words of the search stand. Only with `q`. */
  highlights?: Highlight[]
}

/** Names that people use for it, each with a source that does. */
export interface PopularName {
  /** The name. */
  name: string
  /** Where it is called so. */
  source: Linked<Source> | null
}

/** A statute as it stood from one day to another. */
export interface StatuteVersion {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The statute it is a version of. */
  statute: Linked<Statute> | null
  /** Its first day; null where that is not known. */
  effectiveFrom: string | null
  /** The day after its last; null while it lasts. */
  effectiveTo: string | null
  legalForce: LegalForce
  /** What it says, in our own words. */
  summary: string
  /** The text, where freely reusable. */
  text: string | null
  /** The act that made this version. */
  sourceAct: string | null
  /** The parts it is known to have, as they are cited; null where not recorded. */
  pinpoints: string[] | null
  /** The source that says so. */
  source: Linked<Source> | null
}

/** What an agency or a person said on one occasion; it holds the claims made in it. */
export interface Statement {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** A title that tells it from others, in neutral words. */
  title: string
  /** Neutral summary, in our own words. */
  summary: string | null
  /** How the statement was made. */
  channel: Channel | null
  /** When it was made. */
  issuedOn: Edtf | null
  /** How `issuedOn` is known. */
  issuedOnDetails: DateDetails
  /** The agencies that issued it, took part in it or are its subject. */
  agencies: StatementAgency[]
  /** Who spoke or wrote. */
  speakers: Speaker[]
  /** Who published it, for commentary. */
  publisher: Linked<Publisher> | null
  /** The event it was made at or answers to. */
  event: Linked<Event> | null
  /** The source that it is known from. */
  source: Linked<Source> | null
  /** When the text that the statement is known from was changed, and whether its quotes were touched. */
  silentlyEdited: StatementEdit[]
  /** What it is about. */
  topics: Linked<Topic>[]
  /** The law that the statement as a whole refers to. */
  statuteReferences: Linked<StatuteReference>[]
  /** The claims made in it, in their order. Only with `include`. */
  claims?: Linked<Claim>[]
  /** What has been said of it since, by whom. */
  assessments: Linked<Assessment>[]
  /** Where the words of the search stand. Only with `q`. */
  highlights?: Highlight[]
}

/** The agencies that issued it, took part in it or are its subject. */
export interface StatementAgency {
  /** The agency. */
  agency: Linked<Agency> | null
  role: AgencyRole
}

/** Who spoke or wrote. */
export interface Speaker {
  /** The person. */
  person: Linked<Person> | null
  /** The post held when speaking. */
  postTitle: string | null
}

/** When the text that the statement is known from was changed, and whether its quotes were touched. */
export interface StatementEdit {
  /** When the changed text was captured; it changed at some time before. */
  at: string | null
  /** The text before. */
  from: Linked<Capture> | null
  /** The text after. */
  to: Linked<Capture> | null
  /** How many of the statement’s claims no longer find their words there. */
  claimsTouched: number
}

/** A claim’s or statement’s reference to a law. */
export interface StatuteReference {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The claim that refers to it, … */
  claim: Linked<Claim> | null
  /** … or the statement as a whole. */
  statement: Linked<Statement> | null
  /** The law referred to. */
  statute: Linked<Statute> | null
  /** The words that refer to it, as written. */
  citedAs: string
  /** The part of the section that is cited. */
  pinpoint: string | null
  relation: ReferenceRelation
  resolution: Resolution
  /** Whether a version is known to have the pinpoint; null where not recorded. */
  pinpointKnown: boolean | null
  /** The law when the statement was made. */
  lawAtStatement: LawAtDate
  /** The law at the event that the statement answers to. */
  lawAtEvent: LawAtDate
  /** The law on the day `on`, today unless given. */
  lawOnDay: LawAtDate
  /** What an editor’s resolution rests on. */
  basis: string | null
}

/** One assertion made in a statement. */
export interface Claim {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The statement it was made in. */
  statement: Linked<Statement> | null
  /** Its place in the statement, from 0. */
  position: number
  /** The assertion in one sentence, in the editors’ neutral words. */
  proposition: string
  kind: ClaimKind
  attribution: Attribution
  /** Whose assertion it is: an agency, a person or a publisher, or a group only described. */
  claimants: Claimant[]
  /** The exact words that it rests on. */
  quotes: Quote[]
  /** What it is about. */
  topics: Linked<Topic>[]
  /** The law that it refers to. */
  statuteReferences: Linked<StatuteReference>[]
  /** How it relates to other claims, and who says so; from it and to it. */
  relations: Linked<Relation>[]
  /** What has been said of it since, by whom. */
  assessments: Linked<Assessment>[]
  /** Where the words of the search stand. Only with `q`. */
  highlights?: Highlight[]
}

/** Whose assertion it is: an agency, a person or a publisher, or a group only described. */
export interface Claimant {
  /** The agency. */
  agency: Linked<Agency> | null
  /** The person. */
  person: Linked<Person> | null
  /** The publisher. */
  publisher: Linked<Publisher> | null
  /** The group, as the source describes it. */
  description: string | null
}

/** The exact words that it rests on. */
export interface Quote {
  /** The hashed text that the words stand in. */
  capture: Linked<Capture> | null
  /** The words, exactly. */
  exact: string
  /** What stands before them. */
  prefix: string | null
  /** What stands after them. */
  suffix: string | null
  /** Where they start: Unicode code points, from 0. */
  start: number | null
  /** Where they end, in code points, excluded. */
  end: number | null
  state: QuoteState
  /** What became of the words in later captures of the source. They are never moved to others. */
  inLaterCaptures: LaterQuote[]
}

/** What became of the words in later captures of the source. They are never moved to others. */
export interface LaterQuote {
  /** The later capture. */
  capture: Linked<Capture> | null
  state: QuoteState
  /** Where they start there, in code points. */
  start: number | null
  /** Where they end there, excluded. */
  end: number | null
}

/** How one claim stands to another, and who says so. */
export interface Relation {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** The claim that it starts from. */
  from: Linked<Claim> | null
  /** The claim that it points at. */
  to: Linked<Claim> | null
  kind: RelationKind
  /** Who says so: a person, a publisher or the editors. */
  assertedBy: Asserter
  /** Where it is said. */
  source: Linked<Source> | null
  /** The words that say so. */
  quote: Quote | null
}

export interface Asserter {
  /** The person. */
  person: Linked<Person> | null
  /** The publisher. */
  publisher: Linked<Publisher> | null
  /** Whether it is the editors of this record. */
  editors: boolean
}

/** What a named author said of statements, claims or people, in a source. The service rates nothing. */
export interface Assessment {
  /** A UUIDv7 that never changes and is never reused. */
  id: string
  /** The id in the data set that the row was imported from. */
  externalId: string | null
  status: Status
  /** 1, 2, …: grows by one with every change. */
  revision: number
  /** When the row was first written. */
  createdAt: string
  /** When the row was last changed. */
  updatedAt: string
  /** The editors' note, public: what a source leaves open stays open here. */
  note: string | null
  /** What it is about: a statement, a claim or a person, or a group only described. */
  targets: AssessmentTarget[]
  /** Whose assessment it is: a person or a publisher. */
  author: AssessmentAuthor
  /** Where it is said. */
  source: Linked<Source> | null
  /** The words that say it. */
  quote: Quote | null
  kind: AssessmentKind
  /** Which side of the matter it looks at. */
  aspect: string | null
  /** The author’s own scale; all null where the author gives no rating. */
  rating: Rating
  /** Neutral summary of what its author says. */
  body: string | null
  /** When it was published. */
  publishedOn: Edtf | null
  /** How `publishedOn` is known. */
  publishedOnDetails: DateDetails
  state: AssessmentState
  /** Why it was corrected or retracted. */
  stateReason: string | null
}

/** What it is about: a statement, a claim or a person, or a group only described. */
export interface AssessmentTarget {
  /** The statement. */
  statement: Linked<Statement> | null
  /** The claim. */
  claim: Linked<Claim> | null
  /** The person. */
  person: Linked<Person> | null
  /** The group or matter, as the source describes it. */
  description: string | null
}

export interface AssessmentAuthor {
  /** The person. */
  person: Linked<Person> | null
  /** The publisher. */
  publisher: Linked<Publisher> | null
}

export interface Rating {
  /** As the author words it. */
  label: string | null
  /** On the author’s scale. */
  value: number | null
  /** The scale’s best. */
  best: number | null
  /** The scale’s worst. */
  worst: number | null
}

export interface LawAtDate {
  /** A date in EDTF (ISO 8601-2): it may be uncertain (`2025-12-02?`), partial (`2025-12`, `XXXX-12-02`) or an interval. */
  date: Edtf | null
  answer: LawAnswer
  /** The versions that the date falls in; several where it is too uncertain to tell which. */
  versions: Linked<StatuteVersion>[]
}

/** version: one version covers the date. versions: the date is too uncertain to tell which of several. none: no version is on record for it. date_unknown: the date is not known. */
export type LawAnswer = 'version' | 'versions' | 'none' | 'date_unknown'

/** A page of undefined. */
export interface CaptureList {
  data: Capture[]
  page: Page
  meta: ListMeta
}

/** What differs between two captures of a source. */
export interface CaptureDiff {
  from: CaptureReference
  to: CaptureReference
  identical: boolean
  /** Null where a text is not held. */
  changes: ({
    kind: 'added' | 'removed' | 'replaced'
    from: Span
    to: Span
  })[] | null
  /** The claims whose quotes the changes touch. */
  claims: {
    claim: {
      id: string
      label: string
    }
    exact: string
    start: number
    end: number
    /** What became of the words in the later text. */
    state: QuoteState
  }[]
}

/** A capture, by its id and its number in its source. */
export interface CaptureReference {
  id: string
  number: number
  capturedAt: string | null
}

/** A part of a text: Unicode code points, the end excluded. */
export interface Span {
  start: number
  end: number
  /** Empty where it is restricted. */
  text: string
}

/** Where words stand, in each capture. */
export interface QuoteVerification {
  captures: ({
    /** Null for a text that was given. */
    capture: CaptureReference | null
    state: QuoteState
    matches: QuoteMatch[]
  })[]
}

/** A place: Unicode code points from 0, the end excluded. */
export interface QuoteMatch {
  start: number
  end: number
  /** The words as they stand there. */
  exact: string
  /** Up to 32 code points before them. */
  prefix: string
  /** Up to 32 code points after them. */
  suffix: string
  /** Whether they differ in what `fold` lets pass. */
  folded: boolean
}

/** The citations in a text, in order. */
export interface Citations {
  citations: ({
    start: number
    end: number
    text: string
    jurisdiction: string | null
    code: string | null
    /** Title, chapter or act. */
    container: string | null
    /** A range has both ends: `626.84..626.863`. */
    section: string | null
    pinpoint: string | null
    editionYear: number | null
    /** As we write it. */
    canonical: string | null
    /** Whether a version is known to have the pinpoint. */
    pinpointKnown: boolean | null
    popularName: {
      name: string
      source: {
        id: string
        slug: string | null
        label: string
      }
    } | null
    /** `ambiguous-code`, `unknown-code`, `missing-container`, `popular-name`, `not-on-record`, `range` or `no-section`. */
    reason: string | null
    statute: {
      id: string
      slug: string | null
      label: string
    } | null
  })[]
}

/** Citations with their statutes in full. */
export interface ResolvedCitations {
  citations: ({
    start: number
    end: number
    text: string
    jurisdiction: string | null
    code: string | null
    /** Title, chapter or act. */
    container: string | null
    /** A range has both ends: `626.84..626.863`. */
    section: string | null
    pinpoint: string | null
    editionYear: number | null
    /** As we write it. */
    canonical: string | null
    /** Whether a version is known to have the pinpoint. */
    pinpointKnown: boolean | null
    popularName: {
      name: string
      source: {
        id: string
        slug: string | null
        label: string
      }
    } | null
    /** `ambiguous-code`, `unknown-code`, `missing-container`, `popular-name`, `not-on-record`, `range` or `no-section`. */
    reason: string | null
    statute: Statute | null
  })[]
}

export interface SearchResults {
  data: SearchResult[]
  page: {
    size: number
    next: string | null
  }
  meta: {
    applied: Record<string, string | number | boolean>
    /** How many of each resource match, whichever are asked for. */
    types: ({
      resource: 'agencies' | 'people' | 'sources' | 'topics' | 'statutes' | 'statements' | 'claims'
      count: number
      /** False: there are more than are ranked. */
      exact: boolean
    })[]
  }
}

export interface SearchResult {
  resource: 'agencies' | 'people' | 'sources' | 'topics' | 'statutes' | 'statements' | 'claims'
  id: string
  slug: string | null
  label: string | null
  /** Where it is. */
  href: string
  relevance: number
  /** Where the words stand in the row’s fields. */
  highlights: Highlight[]
}

export interface Suggestions {
  data: Suggestion[]
  meta: {
    applied: Record<string, string | number | boolean>
  }
}

export interface Suggestion {
  resource: 'agencies' | 'people' | 'topics' | 'statutes' | 'events'
  id: string
  slug: string | null
  label: string | null
  /** Where it is. */
  href: string
}

/** One row an agency, one cell a topic. */
export interface Comparison {
  data: {
    topics: RowReference[]
    rows: {
      agency: RowReference
      cells: {
        topic: RowReference
        /** The newest, with statement, law, assessments and relations in full. */
        claims: Claim[]
        /** How many claims there are in all. */
        count: number
        /** Whether there is no claim on record. */
        nothingOnRecord: boolean
        /** The list of all of the cell’s claims. */
        href: string
      }[]
    }[]
  }
  meta: {
    applied: Record<string, string | number | boolean>
  }
}

/** A row of the record: enough to name and to find it. */
export interface RowReference {
  id: string
  slug?: string | null
  label: string | null
}

export interface Facets {
  data: Facet[]
  meta: {
    applied: Record<string, string | number | boolean>
  }
}

/** How many rows have each value. Where a row has one value at most, all counts sum to `total`. */
export interface Facet {
  by: string
  /** The most frequent first; of dates, the newest. */
  buckets: ({
    /** As the filter takes it: a slug or id, a date in EDTF. */
    value: string
    /** The row, where the facet is a link. */
    link: RowReference | null
    count: number
  })[]
  /** The buckets beyond the limit. */
  other: {
    /** How many buckets. */
    values: number
    /** Their sum. */
    count: number
  }
  /** Rows whose date may fall in several buckets. */
  uncertain: number
  /** Rows without a value that a reader may see. */
  missing: number
  /** The rows counted. */
  total: number
}

export interface Changes {
  data: RecordChange[]
  page: {
    size: number
    /** Where to go on, always given: as `after`. */
    next: string
    /** Whether there is more already. */
    more: boolean
  }
  meta: {
    applied: Record<string, string>
  }
}

export interface RecordChange {
  /** Its place in the feed; later changes have higher ones. */
  position: number
  /** The resource’s name and what happened. */
  type: string
  resource: 'jurisdictions' | 'agencies' | 'people' | 'publishers' | 'events' | 'sources' | 'captures' | 'statements' | 'claims' | 'relations' | 'topics' | 'statutes' | 'statuteVersions' | 'statuteReferences' | 'assessments'
  /** published: readers see it from now on. updated: its content is another. withdrawn: they no longer see it. restored: they do again. merged: it is part of another. */
  action: 'published' | 'updated' | 'withdrawn' | 'restored' | 'merged'
  id: string
  /** The row’s revision then. */
  revision: number
  /** When it was committed. */
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  /** Why, if that was told. */
  reason: string | null
  /** Where the row is. */
  href: string
  /** The row that it is part of by now. */
  mergedInto: string | null
  /** The row’s content as it is now: its fields and parts, links as `{id}`; null where readers do not see it. */
  data: Record<string, unknown> | null
}

export interface Timeline {
  data: TimelineEntry[]
  page: {
    size: number
    next: string | null
  }
  meta: {
    applied: Record<string, string | number>
  }
}

export interface TimelineEntry {
  resource: string
  id: string
  slug: string | null
  label: string | null
  /** Where it is. */
  href: string
  type: 'statement' | 'claim' | 'edit' | 'assessment' | 'law_begins' | 'law_ends'
  /** As it is on record; null where none is. */
  date: Edtf | null
  /** The first day it may stand for. */
  earliest: string | null
  /** The last day it may stand for. */
  latest: string | null
  /** Whether the date is anything but one certain day. */
  uncertain: boolean
  /** The rows that it stands among. */
  links: ({
    resource: string
    id: string
    slug: string | null
    label: string | null
    /** Where it is. */
    href: string
    /** What the row is to the entry. */
    rel: string
  })[]
}

export interface ClaimContext {
  /** With its statement. */
  claim: Claim
  relations: ({
    /** Whether it leads from the claim or to it. */
    direction: 'from' | 'to'
    /** With who asserts it, and its source. */
    relation: Relation
    /** The claim at its other end, with its statement. */
    claim: Claim
  })[]
  /** Its references to the law, with the versions on the day of the statement. */
  law: StatuteReference[]
  /** By whom they are, with their sources. */
  assessments: Assessment[]
  /** What else its agencies have said on its topics or narrower ones. */
  sameAgencies: {
    /** The newest, with their statements. */
    claims: Claim[]
    /** How many there are in all. */
    count: number
    /** The list of all; null where no agency or no topic is on record. */
    href: string | null
  }
}

export interface Releases {
  data: ReleaseSummary[]
  page: {
    size: number
    /** As `after`: the page of those before these. */
    next: string | null
    more: boolean
  }
}

export interface ReleaseSummary {
  /** The day it was made on; with a number if it was not the first of the day. */
  id: string
  createdAt: string
  /** Of the change feed: what happened since is at `/v1/changes?after=` it. */
  position: number
  /** An SPDX identifier, or the address of a license. */
  license: string
  generator: string
  /** Releases of the same content have the same. */
  contentSha256: string
  /** How many, by resource. */
  rows: Record<string, number>
}

export interface Release {
  /** The day it was made on; with a number if it was not the first of the day. */
  id: string
  createdAt: string
  /** Of the change feed: what happened since is at `/v1/changes?after=` it. */
  position: number
  /** An SPDX identifier, or the address of a license. */
  license: string
  generator: string
  /** Releases of the same content have the same. */
  contentSha256: string
  /** How many, by resource. */
  rows: Record<string, number>
  files: ({
    /** As in `/v1/releases/{id}/files/{name}`. */
    name: string
    mediaType: string
    /** Whose rows it holds, if of one alone. */
    resource: 'jurisdictions' | 'agencies' | 'people' | 'publishers' | 'events' | 'sources' | 'captures' | 'statements' | 'claims' | 'relations' | 'topics' | 'statutes' | 'statuteVersions' | 'statuteReferences' | 'assessments' | null
    rows: number | null
    bytes: number
    /** SHA-256, in hexadecimal. */
    sha256: string
  })[]
}

/** The rows that one release has otherwise than another. */
export interface ReleaseDiff {
  /** The day it was made on; with a number if it was not the first of the day. */
  from: string
  /** The day it was made on; with a number if it was not the first of the day. */
  to: string
  data: ({
    resource: 'jurisdictions' | 'agencies' | 'people' | 'publishers' | 'events' | 'sources' | 'captures' | 'statements' | 'claims' | 'relations' | 'topics' | 'statutes' | 'statuteVersions' | 'statuteReferences' | 'assessments'
    id: string
    change: 'added' | 'changed' | 'withdrawn' | 'merged'
    /** Of what was merged: the row that it is part of. */
    mergedInto?: string
  })[]
  count: {
    added: number
    changed: number
    withdrawn: number
    merged: number
  }
}

export interface Revisions {
  data: Revision[]
  page: {
    size: number
    /** For `before`: the page that follows. */
    next: number | null
  }
}

/** One change of a row. */
export interface Revision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
}

export interface JurisdictionRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Jurisdiction | null
}

export interface PublisherRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Publisher | null
}

export interface AgencyRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Agency | null
}

export interface PersonRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Person | null
}

export interface EventRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Event | null
}

export interface SourceRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Source | null
}

export interface CaptureRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Capture | null
}

export interface TopicRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Topic | null
}

export interface StatuteRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Statute | null
}

export interface StatuteVersionRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: StatuteVersion | null
}

export interface StatementRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Statement | null
}

export interface ClaimRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Claim | null
}

export interface StatuteReferenceRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: StatuteReference | null
}

export interface RelationRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Relation | null
}

export interface AssessmentRevision {
  revision: number
  action: 'created' | 'updated' | 'published' | 'withdrawn' | 'restored' | 'merged' | 'shown' | 'hidden'
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** The fields that differ from the revision before. */
  changes: {
    field: string
    from: unknown
    to: unknown
  }[]
  data: Assessment | null
}

export interface ImportSummary {
  dryRun: boolean
  /** By resource. */
  summary: Record<string, {
    created: number
    updated: number
    unchanged: number
  }>
}

/** A key, without the key itself. */
export interface Key {
  id: string
  name: string
  /** Its first letters, by which people tell it. */
  start: string
  scopes: ('read:drafts' | 'write' | 'publish' | 'admin')[]
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
  lastUsedAt: string | null
}

export interface NewKey {
  id: string
  name: string
  /** Its first letters, by which people tell it. */
  start: string
  scopes: ('read:drafts' | 'write' | 'publish' | 'admin')[]
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
  lastUsedAt: string | null
  /** The key: shown this once. */
  key: string
}

/** A receiver of events. */
export interface Webhook {
  id: string
  url: string
  /** Events, such as `claim.published` or `*.withdrawn`. */
  events: string[]
  /** Filters that rows have to match. */
  filter: Record<string, string>
  description: string | null
  enabled: boolean
  /** It was asked, all attempts of a day failed, or the receiver answered 410. */
  disabledReason: 'asked' | 'failing' | 'gone' | null
  disabledAt: string | null
  /** Attempts that failed since the last that did not. */
  failures: number
  /** When what failed is tried again. */
  nextAttemptAt: string | null
  createdAt: string
  updatedAt: string
}

export interface WebhookWithSecret {
  id: string
  url: string
  /** Events, such as `claim.published` or `*.withdrawn`. */
  events: string[]
  /** Filters that rows have to match. */
  filter: Record<string, string>
  description: string | null
  enabled: boolean
  /** It was asked, all attempts of a day failed, or the receiver answered 410. */
  disabledReason: 'asked' | 'failing' | 'gone' | null
  disabledAt: string | null
  /** Attempts that failed since the last that did not. */
  failures: number
  /** When what failed is tried again. */
  nextAttemptAt: string | null
  createdAt: string
  updatedAt: string
  /** What is sent is signed with it: shown this once. */
  secret: string
}

/** What a webhook was sent, or is going to be. */
export interface WebhookDelivery {
  id: string
  /** The header `webhook-id`: the same at every attempt. */
  eventId: string
  /** `claim.published`, or `webhook.ping`. */
  type: string
  /** Null in a ping. */
  resource: 'jurisdictions' | 'publishers' | 'agencies' | 'people' | 'events' | 'sources' | 'captures' | 'topics' | 'statutes' | 'statuteVersions' | 'statements' | 'claims' | 'statuteReferences' | 'relations' | 'assessments' | null
  rowId: string | null
  revision: number | null
  /** `pending`: it waits, or is tried again; `failed`: a ping or replay was not taken. */
  state: 'pending' | 'delivered' | 'failed'
  occurredAt: string
  createdAt: string
  /** Oldest first; the last fifty. */
  attempts: ({
    at: string
    /** What the receiver answered, if it did. */
    status: number | null
    /** Null where it was taken (2xx). */
    error: 'status' | 'redirect' | 'timeout' | 'name_not_resolved' | 'address_refused' | 'tls_failed' | 'connection_failed' | null
    durationMs: number
    /** Whether it was a ping or asked for by a replay. */
    replay: boolean
  })[]
}

/** What whoever asks may take, and what is left of it. */
export interface Usage {
  /** Whether the limit of addresses holds, or that of keys. */
  policy: 'anonymous' | 'key'
  /** Units in a window; null where no limit is set. */
  limit: number | null
  /** Units that are left, this request counted. */
  remaining: number | null
  /** Seconds until the quota is whole again. */
  reset: number | null
  /** Seconds in a window. */
  window: number
  /** Every limit there is. */
  policies: ({
    name: 'anonymous' | 'key'
    limit: number | null
  })[]
}

export interface JurisdictionFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By Open Civic Data division id. */
  ocdId?: Filter<string, 'not'>
  /** By name. */
  name?: Filter<string, 'not' | 'contains'>
  /** Of one of these kinds. */
  classification?: Filter<string, 'not'>
  /** By Census GEOID. */
  geoid?: Filter<string, 'not' | 'exists'>
  /** Directly below one of these. */
  parent?: Filter<string, 'not' | 'exists'>
  /** One of these, or anywhere below. */
  jurisdiction?: Filter<string, 'not'>
}

export interface PublisherFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By slug. */
  slug?: Filter<string, 'not' | 'exists'>
  /** By name. */
  name?: Filter<string, 'not' | 'contains'>
  /** Of one of these kinds. */
  kind?: Filter<PublisherKind, 'not'>
}

export interface AgencyFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By slug. */
  slug?: Filter<string, 'not' | 'exists'>
  /** By name. */
  name?: Filter<string, 'not' | 'contains'>
  /** With one of these other names. */
  otherName?: Filter<string, 'not'>
  /** Of one of these kinds. */
  classification?: Filter<AgencyClassification, 'not'>
  /** By a foreign identifier, as `scheme:identifier`. */
  identifier?: Filter<string, 'not' | 'exists'>
  /** In one of these places or below. */
  jurisdiction?: Filter<string, 'not' | 'exists'>
  /** In one of these states of the United States, by their two letters. */
  state?: Filter<string, 'not'>
  /** In the same place as one of these places or agencies, in one around it or in one within it. */
  near?: Filter<string, 'not'>
  /** With a statement on record, or with none. */
  hasStatement?: Filter<boolean, never>
  /** Directly below one of these agencies. */
  parent?: Filter<string, 'not' | 'exists'>
  /** Followed by one of these agencies. */
  successor?: Filter<string, 'not' | 'exists'>
  /** When it was founded. */
  foundedOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
  /** When it was dissolved. */
  dissolvedOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
}

export interface PersonFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By slug. */
  slug?: Filter<string, 'not' | 'exists'>
  /** By name. */
  name?: Filter<string, 'not' | 'contains'>
  /** With one of these other names. */
  otherName?: Filter<string, 'not'>
  /** By a foreign identifier, as `scheme:identifier`. */
  identifier?: Filter<string, 'not' | 'exists'>
  /** With a post at one of these agencies. */
  agency?: Filter<string, 'not' | 'exists'>
}

export interface EventFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By slug. */
  slug?: Filter<string, 'not' | 'exists'>
  /** By name. */
  name?: Filter<string, 'not' | 'contains'>
  /** Of one of these kinds. */
  kind?: Filter<EventKind, 'not'>
  /** When it began. */
  startsOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
  /** When it ended. */
  endsOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
  /** Part of one of these events, or of a part of it. */
  partOf?: Filter<string, 'not' | 'exists'>
  /** With one of these agencies. */
  agency?: Filter<string, 'not' | 'exists'>
  /** With one of these people. */
  person?: Filter<string, 'not' | 'exists'>
  /** In one of these places or below. */
  jurisdiction?: Filter<string, 'not' | 'exists'>
}

export interface SourceFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** Whose text was changed, or was not, between two captures. */
  edited?: Filter<boolean, never>
  /** Of one of these kinds. */
  kind?: Filter<SourceKind, 'not'>
  /** By title. */
  title?: Filter<string, 'not' | 'contains' | 'exists'>
  /** By address. */
  url?: Filter<string, 'not' | 'contains' | 'exists'>
  /** From one of these publishers. */
  publisher?: Filter<string, 'not' | 'exists'>
  /** Written by one of these people. */
  author?: Filter<string, 'not' | 'exists'>
  /** When it was published. */
  publishedOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
}

export interface TopicFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By slug. */
  slug?: Filter<string, 'not' | 'exists'>
  /** By preferred label. */
  prefLabel?: Filter<string, 'not' | 'contains'>
  /** With one of these other labels. */
  altLabel?: Filter<string, 'not'>
  /** Directly below one of these. */
  broader?: Filter<string, 'not' | 'exists'>
  /** One of these, or any narrower one. */
  topic?: Filter<string, 'not'>
}

export interface StatuteFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By slug. */
  slug?: Filter<string, 'not' | 'exists'>
  /** Of one of these places or below. */
  jurisdiction?: Filter<string, 'not'>
  /** In one of these codes. */
  code?: Filter<string, 'not'>
  /** With this section number. */
  section?: Filter<string, 'not'>
  /** By citation. */
  citation?: Filter<string, 'not' | 'contains'>
  /** By heading. */
  heading?: Filter<string, 'not' | 'contains' | 'exists'>
  /** Of one of these kinds. */
  kind?: Filter<StatuteKind, 'not'>
  /** Checked this far. */
  verification?: Filter<Verification, 'not'>
  /** Carried on by one of these. */
  renumberedTo?: Filter<string, 'not' | 'exists'>
}

export interface StatementFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** Whose text was changed, or was not, between two captures. */
  edited?: Filter<boolean, never>
  /** By title. */
  title?: Filter<string, 'not' | 'contains'>
  /** Made in one of these ways. */
  channel?: Filter<Channel, 'not' | 'exists'>
  /** When it was made. */
  issuedOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
  /** With one of these agencies, in any role. */
  agency?: Filter<string, 'not' | 'exists'>
  /** About one of these topics or a narrower one. */
  topic?: Filter<string, 'not' | 'exists'>
  /** Spoken or written by one of these people. */
  speaker?: Filter<string, 'not' | 'exists'>
  /** Published by one of these. */
  publisher?: Filter<string, 'not' | 'exists'>
  /** Made at one of these events. */
  event?: Filter<string, 'not' | 'exists'>
  /** Known from one of these sources. */
  source?: Filter<string, 'not' | 'exists'>
  /** By an agency of one of these places or below. */
  jurisdiction?: Filter<string, 'not'>
}

export interface ClaimFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** Made in one of these statements. */
  statement?: Filter<string, 'not'>
  /** By its place in the statement. */
  position?: Filter<number, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By proposition. */
  proposition?: Filter<string, 'not' | 'contains'>
  /** Of one of these kinds. */
  kind?: Filter<ClaimKind, 'not'>
  /** Attributed in one of these ways. */
  attribution?: Filter<Attribution, 'not'>
  /** Referring to one of these statutes. */
  statute?: Filter<string, 'not' | 'exists'>
  /** In a statement with one of these agencies, in any role. */
  agency?: Filter<string, 'not' | 'exists'>
  /** About one of these topics or a narrower one. */
  topic?: Filter<string, 'not' | 'exists'>
  /** Asserted by one of these agencies. */
  claimantAgency?: Filter<string, 'not' | 'exists'>
  /** Asserted by one of these people. */
  claimantPerson?: Filter<string, 'not' | 'exists'>
  /** Asserted by one of these publishers. */
  claimantPublisher?: Filter<string, 'not' | 'exists'>
  /** Assessed by somebody, or by nobody. */
  hasAssessment?: Filter<boolean, never>
  /** Assessed by one of these people or publishers. */
  assessedBy?: Filter<string, 'not'>
  /** Referring to a statute of which a version was in force on one of these days. */
  legalForceOn?: Filter<string, 'not'>
  /** With a quote in one of these states. */
  quoteState?: Filter<QuoteState, 'not'>
  /** With a relation of one of these kinds, from it or to it. */
  relationKind?: Filter<RelationKind, 'not'>
  /** When the statement was made. */
  issuedOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
  /** Made in one of these ways. */
  channel?: Filter<Channel, 'not' | 'exists'>
  /** Made at one of these events. */
  event?: Filter<string, 'not' | 'exists'>
  /** Spoken or written by one of these people. */
  speaker?: Filter<string, 'not' | 'exists'>
  /** Published by one of these. */
  publisher?: Filter<string, 'not' | 'exists'>
  /** Known from one of these sources. */
  source?: Filter<string, 'not' | 'exists'>
  /** By an agency of one of these places or below. */
  jurisdiction?: Filter<string, 'not'>
}

export interface StatuteReferenceFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** By one of these claims. */
  claim?: Filter<string, 'not' | 'exists'>
  /** By one of these statements as a whole. */
  statement?: Filter<string, 'not' | 'exists'>
  /** To one of these statutes. */
  statute?: Filter<string, 'not'>
  /** By the words that refer to it. */
  citedAs?: Filter<string, 'not' | 'contains'>
  /** With one of these relations. */
  relation?: Filter<ReferenceRelation, 'not'>
  /** Resolved in one of these ways. */
  resolution?: Filter<Resolution, 'not'>
}

export interface RelationFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** From one of these claims. */
  from?: Filter<string, 'not'>
  /** To one of these claims. */
  to?: Filter<string, 'not'>
  /** From or to one of these claims. */
  claim?: Filter<string, 'not'>
  /** Of one of these kinds. */
  kind?: Filter<RelationKind, 'not'>
  /** Asserted by one of these people. */
  assertedByPerson?: Filter<string, 'not' | 'exists'>
  /** Asserted by one of these publishers. */
  assertedByPublisher?: Filter<string, 'not' | 'exists'>
  /** Asserted by the editors of this record, or by somebody else. */
  assertedByEditors?: Filter<boolean, 'not'>
  /** Said in one of these sources. */
  source?: Filter<string, 'not' | 'exists'>
}

export interface AssessmentFilters {
  /** These rows only. */
  id?: Filter<string, 'not'>
  /** By the id in the data set it came from. */
  externalId?: Filter<string, 'not' | 'exists'>
  /** When it was first written. */
  createdAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** When it was last changed. */
  updatedAt?: Filter<string, 'not' | 'gt' | 'gte' | 'lt' | 'lte'>
  /** Of one of these statements. */
  statement?: Filter<string, 'not' | 'exists'>
  /** Of one of these claims. */
  claim?: Filter<string, 'not' | 'exists'>
  /** Of one of these people. */
  person?: Filter<string, 'not' | 'exists'>
  /** By one of these people. */
  authorPerson?: Filter<string, 'not' | 'exists'>
  /** By one of these publishers. */
  authorPublisher?: Filter<string, 'not' | 'exists'>
  /** Said in one of these sources. */
  source?: Filter<string, 'not' | 'exists'>
  /** Of one of these kinds. */
  kind?: Filter<AssessmentKind, 'not'>
  /** In one of these states. */
  state?: Filter<AssessmentState, 'not'>
  /** By aspect. */
  aspect?: Filter<string, 'not' | 'contains' | 'exists'>
  /** By the rating’s label. */
  ratingLabel?: Filter<string, 'not' | 'contains' | 'exists'>
  /** When it was published. */
  publishedOn?: Filter<Edtf, 'not' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists'>
}

/** Every resource: its row, what may be written of it, and what its list takes. */
export interface Resources {
  jurisdictions: {
    row: Jurisdiction
    input: JurisdictionInput
    revision: JurisdictionRevision
    links: 'parent'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'name' | '-name' | 'ocdId' | '-ocdId'
    filters: JurisdictionFilters
    facets: 'parent' | 'jurisdiction'
    q: never
  }
  publishers: {
    row: Publisher
    input: PublisherInput
    revision: PublisherRevision
    links: never
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'name' | '-name'
    filters: PublisherFilters
    facets: 'kind'
    q: never
  }
  agencies: {
    row: Agency
    input: AgencyInput
    revision: AgencyRevision
    links: 'jurisdiction' | 'parent' | 'successors'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'name' | '-name' | 'foundedOn' | '-foundedOn' | 'relevance'
    filters: AgencyFilters
    facets: 'classification' | 'jurisdiction' | 'parent' | 'successor' | 'foundedOn:day' | 'foundedOn:month' | 'foundedOn:quarter' | 'foundedOn:year' | 'dissolvedOn:day' | 'dissolvedOn:month' | 'dissolvedOn:quarter' | 'dissolvedOn:year'
    q: string
  }
  people: {
    row: Person
    input: PersonInput
    revision: PersonRevision
    links: 'posts.agency' | 'posts.source'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'name' | '-name' | 'relevance'
    filters: PersonFilters
    facets: 'agency'
    q: string
  }
  events: {
    row: Event
    input: EventInput
    revision: EventRevision
    links: 'partOf' | 'agencies' | 'people' | 'jurisdiction'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'name' | '-name' | 'startsOn' | '-startsOn'
    filters: EventFilters
    facets: 'kind' | 'startsOn:day' | 'startsOn:month' | 'startsOn:quarter' | 'startsOn:year' | 'endsOn:day' | 'endsOn:month' | 'endsOn:quarter' | 'endsOn:year' | 'partOf' | 'agency' | 'person' | 'jurisdiction'
    q: never
  }
  sources: {
    row: Source
    input: SourceInput
    revision: SourceRevision
    links: 'publisher' | 'authors' | 'captures' | 'edits.from' | 'edits.to'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'publishedOn' | '-publishedOn' | 'relevance'
    filters: SourceFilters
    facets: 'kind' | 'publisher' | 'author' | 'publishedOn:day' | 'publishedOn:month' | 'publishedOn:quarter' | 'publishedOn:year'
    q: string
  }
  captures: {
    row: Capture
    input: CaptureInput
    revision: CaptureRevision
    links: 'source'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'number' | '-number'
    filters: never
    facets: never
    q: never
  }
  topics: {
    row: Topic
    input: TopicInput
    revision: TopicRevision
    links: 'broader' | 'narrower'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'prefLabel' | '-prefLabel' | 'relevance'
    filters: TopicFilters
    facets: 'broader' | 'topic'
    q: string
  }
  statutes: {
    row: Statute
    input: StatuteInput
    revision: StatuteRevision
    links: 'jurisdiction' | 'popularNames.source' | 'renumberedTo' | 'versions' | 'versionsOnDay'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'citation' | '-citation' | 'relevance'
    filters: StatuteFilters
    facets: 'jurisdiction' | 'kind' | 'verification' | 'renumberedTo'
    q: string
  }
  statuteVersions: {
    row: StatuteVersion
    input: StatuteVersionInput
    revision: StatuteVersionRevision
    links: 'statute' | 'source'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'effectiveFrom' | '-effectiveFrom'
    filters: never
    facets: never
    q: never
  }
  statements: {
    row: Statement
    input: StatementInput
    revision: StatementRevision
    links: 'agencies.agency' | 'speakers.person' | 'publisher' | 'event' | 'source' | 'silentlyEdited.from' | 'silentlyEdited.to' | 'topics' | 'statuteReferences' | 'claims' | 'assessments'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'issuedOn' | '-issuedOn' | 'title' | '-title' | 'relevance'
    filters: StatementFilters
    facets: 'channel' | 'issuedOn:day' | 'issuedOn:month' | 'issuedOn:quarter' | 'issuedOn:year' | 'agency' | 'topic' | 'speaker' | 'publisher' | 'event' | 'source'
    q: string
  }
  claims: {
    row: Claim
    input: ClaimInput
    revision: ClaimRevision
    links: 'statement' | 'claimants.agency' | 'claimants.person' | 'claimants.publisher' | 'quotes.capture' | 'quotes.inLaterCaptures.capture' | 'topics' | 'statuteReferences' | 'relations' | 'assessments'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'issuedOn' | '-issuedOn' | 'position' | '-position' | 'proposition' | '-proposition' | 'relevance'
    filters: ClaimFilters
    facets: 'statement' | 'kind' | 'attribution' | 'statute' | 'agency' | 'topic' | 'claimantAgency' | 'claimantPerson' | 'claimantPublisher' | 'issuedOn:day' | 'issuedOn:month' | 'issuedOn:quarter' | 'issuedOn:year' | 'channel' | 'event' | 'speaker' | 'publisher' | 'source'
    q: string
  }
  statuteReferences: {
    row: StatuteReference
    input: StatuteReferenceInput
    revision: StatuteReferenceRevision
    links: 'claim' | 'statement' | 'statute' | 'lawAtStatement.versions' | 'lawAtEvent.versions' | 'lawOnDay.versions'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'issuedOn' | '-issuedOn'
    filters: StatuteReferenceFilters
    facets: 'claim' | 'statement' | 'statute' | 'relation' | 'resolution'
    q: never
  }
  relations: {
    row: Relation
    input: RelationInput
    revision: RelationRevision
    links: 'from' | 'to' | 'assertedBy.person' | 'assertedBy.publisher' | 'source' | 'quote.capture' | 'quote.inLaterCaptures.capture'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'
    filters: RelationFilters
    facets: 'from' | 'to' | 'kind' | 'assertedByPerson' | 'assertedByPublisher' | 'assertedByEditors' | 'source'
    q: never
  }
  assessments: {
    row: Assessment
    input: AssessmentInput
    revision: AssessmentRevision
    links: 'targets.statement' | 'targets.claim' | 'targets.person' | 'author.person' | 'author.publisher' | 'source' | 'quote.capture' | 'quote.inLaterCaptures.capture'
    sort: 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt' | 'publishedOn' | '-publishedOn'
    filters: AssessmentFilters
    facets: 'statement' | 'claim' | 'person' | 'authorPerson' | 'authorPublisher' | 'source' | 'kind' | 'state' | 'publishedOn:day' | 'publishedOn:month' | 'publishedOn:quarter' | 'publishedOn:year'
    q: never
  }
}

/** Where the rows of each resource are. */
export const paths = {
  jurisdictions: '/v1/jurisdictions',
  publishers: '/v1/publishers',
  agencies: '/v1/agencies',
  people: '/v1/people',
  events: '/v1/events',
  sources: '/v1/sources',
  captures: '/v1/captures',
  topics: '/v1/topics',
  statutes: '/v1/statutes',
  statuteVersions: '/v1/statute-versions',
  statements: '/v1/statements',
  claims: '/v1/claims',
  statuteReferences: '/v1/statute-references',
  relations: '/v1/relations',
  assessments: '/v1/assessments'
} as const
