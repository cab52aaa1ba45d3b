/** How the record is looked at: of which day the law is. */
export interface View {
  /** The day (ISO 8601) whose law is asked for; today, as the database has it, unless given. */
  on?: string | undefined
}
