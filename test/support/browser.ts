/** Opens pages in headless Chromium, and notes all that they ask for and complain about. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'

export interface Visit {
  page: Page
  /** The URL of every request that the page made. */
  requests: string[]
  /** Errors in the console, exceptions, and answers that failed. */
  complaints: string[]
}

/** Without Chromium this throws: a test of a page fails, and is never skipped. */
export async function openBrowser(t: Test): Promise<() => Promise<Visit>> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  if (!fs.existsSync(executablePath))
    throw new Error(`no Chromium at ${executablePath}: install it, or set CHROMIUM_PATH`)
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'onrecord-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Whatever a page asks of elsewhere fails at once, with or without a network.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
    ]
  })
  t.teardown(async () => {
    await context.close()
    fs.rmSync(profile, { recursive: true, force: true })
  })
  return async () => observed(await context.newPage())
}

function observed(page: Page): Visit {
  const visit: Visit = { page, requests: [], complaints: [] }
  page.on('request', (request) => visit.requests.push(request.url()))
  page.on('pageerror', (error) => visit.complaints.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') visit.complaints.push(`console: ${message.text()}`)
  })
  page.on('requestfailed', (request) =>
    visit.complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`)
  )
  page.on('response', (response) => {
    if (response.status() >= 400) visit.complaints.push(`${response.status()}: ${response.url()}`)
  })
  return visit
}
