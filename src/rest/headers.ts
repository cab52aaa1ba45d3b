/**
 * The headers of every answer, whatever it is, by which browsers take data as data. A fixed list, not
 * a plugin: answers that the framework gives itself pass no hook, and each hook costs every request.
 */

const always = {
  // What is no page loads nothing and stands in no frame; pages have a policy of their own.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  // Any page may read the record, as CORS says too.
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-permitted-cross-domain-policies': 'none'
}

export function headersOfAll(publicUrl: string | undefined): Record<string, string> {
  if (!publicUrl?.startsWith('https:')) return always
  return { ...always, 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
}
