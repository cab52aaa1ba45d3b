/** What the parser answers, and the drafts that its parts hand on. */
import type { Code } from './catalogue.js'
import type { Item } from './sections.js'

/** Why a citation is not told to the end. Nothing is guessed instead. */
export type Reason =
  /** Several codes may be meant, or no code is named: "section 626.8475", "Penal Code § 5". */
  | 'ambiguous-code'
  /** A code is named that we do not know: "Foo Rev. Code § 12". */
  | 'unknown-code'
  /** The title or chapter is not given: "U.S.C. § 242". */
  | 'missing-container'
  /** One of the names that the caller gave: "duty to intercede". */
  | 'popular-name'

/** The fields are those of the table of citations that it is tested with; null where absent. */
export interface Citation {
  /** Unicode code points in the given text, 0-based, the end excluded. */
  start: number
  end: number
  /** The words in between, as they are written. */
  text: string
  /** `us`, `us-mn`, `us-mn/minneapolis`. */
  jurisdiction: string | null
  /** `minn-stat`, `usc`. */
  code: string | null
  /** Title, chapter, act: `18`, `720/5`, `2020-2s-ch1`. */
  container: string | null
  /** `626.8475`; a range is `626.84..626.863`. */
  section: string | null
  /** `subd. 2(a)(1)`, `(b)(9)`; a range is `(a)..(c)`. */
  pinpoint: string | null
  editionYear: number | null
  /** As we write it: `Minn. Stat. § 609.066, subd. 2`. */
  canonical: string | null
  reason?: Reason
}

/** A citation, or a list that shares a code, found in the folded text. */
export interface Draft {
  start: number
  end: number
  code: Code | null
  /** Known even where the code is not ("Cal. Code § 5"). */
  place?: string | null
  container: string | null
  items: Item[]
  year: number | null
  /** Named without its place: "Rev. Code § 12". */
  bare?: boolean
  reason?: Reason
}
