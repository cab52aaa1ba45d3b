/** The tables that the workloads touch and their relations, as a user of drizzle would declare them. */
import { relations } from 'drizzle-orm'
import { boolean, date, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const agencies = pgTable('agencies', {
  id: uuid('id').primaryKey(),
  visible: boolean('visible').notNull(),
  name: text('name').notNull()
})
export const statements = pgTable('statements', {
  id: uuid('id').primaryKey(),
  visible: boolean('visible').notNull(),
  title: text('title').notNull(),
  summary: text('summary'),
  channel: text('channel'),
  issuedOn: text('issued_on'),
  issuedOnEarliest: date('issued_on_earliest', { mode: 'string' })
})
export const statementAgencies = pgTable('statement_agencies', {
  statementId: uuid('statement_id').notNull(),
  position: integer('position').notNull(),
  agencyId: uuid('agency_id').notNull(),
  role: text('role').notNull(),
  issuedOnEarliest: date('issued_on_earliest', { mode: 'string' })
})
export const claims = pgTable('claims', {
  id: uuid('id').primaryKey(),
  visible: boolean('visible').notNull(),
  statementId: uuid('statement_id').notNull(),
  position: integer('position').notNull(),
  proposition: text('proposition').notNull(),
  kind: text('kind').notNull(),
  attribution: text('attribution').notNull(),
  issuedOnEarliest: date('issued_on_earliest', { mode: 'string' })
})
export const claimAgencies = pgTable('claim_agencies', {
  claimId: uuid('claim_id').notNull(),
  agencyId: uuid('agency_id').notNull(),
  issuedOnEarliest: date('issued_on_earliest', { mode: 'string' })
})
export const statuteReferences = pgTable('statute_references', {
  id: uuid('id').primaryKey(),
  visible: boolean('visible').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  claimId: uuid('claim_id'),
  statuteId: uuid('statute_id').notNull()
})
export const statutes = pgTable('statutes', {
  id: uuid('id').primaryKey(),
  citation: text('citation').notNull()
})

export const agencyRelations = relations(agencies, ({ many }) => ({
  statements: many(statementAgencies)
}))
export const statementRelations = relations(statements, ({ many }) => ({
  agencies: many(statementAgencies),
  claims: many(claims)
}))
export const statementAgencyRelations = relations(statementAgencies, ({ one }) => ({
  agency: one(agencies, { fields: [statementAgencies.agencyId], references: [agencies.id] }),
  statement: one(statements, {
    fields: [statementAgencies.statementId],
    references: [statements.id]
  })
}))
export const claimRelations = relations(claims, ({ one, many }) => ({
  statement: one(statements, { fields: [claims.statementId], references: [statements.id] }),
  statuteReferences: many(statuteReferences)
}))
export const claimAgencyRelations = relations(claimAgencies, ({ one }) => ({
  claim: one(claims, { fields: [claimAgencies.claimId], references: [claims.id] })
}))
export const statuteReferenceRelations = relations(statuteReferences, ({ one }) => ({
  claim: one(claims, { fields: [statuteReferences.claimId], references: [claims.id] }),
  statute: one(statutes, { fields: [statuteReferences.statuteId], references: [statutes.id] })
}))
