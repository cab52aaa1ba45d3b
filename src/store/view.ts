/** How the record is looked at: of which day the law is, as of which moment, and by whom. */
export interface View {
  /** The day (ISO 8601) whose law is asked for; today, as the database has it, unless given. */
  on?: string | undefined
  /** The moment (ISO 8601, UTC) whose record is asked for; the present unless given. */
  asOf?: string | undefined
  /** What is seen: what readers see unless given, drafts as well, or what was withdrawn too. */
  sees?: Sight | undefined
}
export type Sight = 'drafts' | 'all'
