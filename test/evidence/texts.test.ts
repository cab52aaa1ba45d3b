/** Quotes, differences and extraction, as pure functions: everything is counted in code points. */
import t from 'tap'
import { changesBetween } from '../../src/evidence/diff.js'
import { textOfHtml } from '../../src/evidence/extract.js'
import { findQuote, stateOf } from '../../src/evidence/quotes.js'
import { codePointCounter, codePointLength, normalised } from '../../src/evidence/text.js'

/** What a reader with an array of code points finds. */
const slice = (text: string, start: number, end: number) => [...text].slice(start, end).join('')
const befores = ['', '😀😀 ', 'שלום ', 'e\u0301a\u0300 ', '𝒜𝒷 👩‍👩‍👧 ', '\n\n', '\u00a0\u2009']

t.test('a quote is found in code points whatever stands before it', async (t) => {
  for (const before of befores) {
    const text = normalised(`${before}they will intervene, and 😀 will not.`)
    const [match, ...others] = findQuote(text, { exact: 'they will intervene' })
    t.equal(others.length, 0)
    t.equal(match?.start, [...normalised(before)].length)
    t.equal(slice(text, match?.start ?? 0, match?.end ?? 0), 'they will intervene')
  }
})

t.test('every place is found, with what stands around it, overlapping ones too', async (t) => {
  t.same(
    findQuote('ana😀banana', { exact: 'ana' }).map(({ start, end }) => [start, end]),
    [
      [0, 3],
      [5, 8],
      [7, 10]
    ]
  )
  const [first] = findQuote(`${'x'.repeat(100)}😀 no 😀${'y'.repeat(100)}`, { exact: 'no' })
  t.equal([...(first?.prefix ?? '')].length, 32)
  t.equal([...(first?.suffix ?? '')].length, 32)
  t.ok(first?.prefix.endsWith('😀 ') && first.suffix.startsWith(' 😀'))
})

t.test('prefix and suffix choose among several places', async (t) => {
  const text = 'We will help. We will not help.'
  t.equal(findQuote(text, { exact: 'help' }).length, 2)
  t.same(
    findQuote(text, { exact: 'help', prefix: 'not ' }).map(({ start }) => start),
    [26]
  )
  t.same(findQuote(text, { exact: 'help', prefix: 'never ' }), [])
})

t.test('half a character is no place to stand', async (t) => {
  const [high, low] = ['😀'.slice(0, 1), '😀'.slice(1)]
  t.same(findQuote('a😀b', { exact: high }), [])
  t.same(findQuote('a😀b', { exact: low }), [])
  t.same(findQuote('a😀b', { exact: '' }), [])
})

t.test('a look-alike is found only when asked for, and said to be one', async (t) => {
  const text = 'He said “it’s\u00a0not so”.'
  t.same(findQuote(text, { exact: '"it\'s not so"' }), [])
  const [match] = findQuote(text, { exact: '"it\'s not so"', fold: true })
  t.match(match, { start: 8, end: 21, exact: '“it’s\u00a0not so”', folded: true })
  t.equal(findQuote(text, { exact: 'so', fold: true })[0]?.folded, false)
})

t.test('the state of a quote in a text', async (t) => {
  t.equal(stateOf('a b c', { exact: 'b' }), 'anchored')
  t.equal(stateOf('a c', { exact: 'b' }), 'orphaned')
  t.equal(stateOf('a b b', { exact: 'b' }), 'ambiguous')
  t.equal(stateOf('a b b', { exact: 'b', prefix: 'a ' }), 'anchored')
  t.equal(stateOf('x b', { exact: 'b', prefix: 'a ' }), 'anchored', 'the words stand there once')
  t.equal(stateOf('B', { exact: 'b' }), 'orphaned', 'never moved to look-alikes')
  t.equal(stateOf(null, { exact: 'b' }), 'unverified')
})

t.test('code points are counted once over the text', async (t) => {
  const count = codePointCounter('a😀b')
  t.same([count(0), count(1), count(3), count(4)], [0, 1, 2, 3])
  t.throws(() => count(1), RangeError)
  t.equal(codePointLength('\ud83d'), 1, 'a lone surrogate is one')
})

t.test(
  'changes name the spans of both sides, and applying them makes the later text',
  async (t) => {
    const words = [
      'we',
      'will',
      'not',
      '😀',
      'intervene',
      'עברית',
      'é',
      'assist',
      '.',
      '\n',
      ' ',
      ' '
    ]
    let seed = 7
    const random = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % n
    }
    for (let round = 0; round < 300; round++) {
      const from = Array.from({ length: random(30) }, () => words[random(words.length)]).join(' ')
      const to = from
        .split(' ')
        .flatMap((word) => (random(5) ? [word] : random(2) ? [] : [word, 'new']))
        .join(' ')
      const changes = changesBetween(from, to)
      let [made, at] = ['', 0]
      for (const change of changes) {
        t.equal(slice(from, change.from.start, change.from.end), change.from.text)
        t.equal(slice(to, change.to.start, change.to.end), change.to.text)
        made += slice(from, at, change.from.start) + change.to.text
        at = change.from.end
      }
      t.equal(made + slice(from, at, Number.MAX_SAFE_INTEGER), to)
    }
    t.same(changesBetween('same', 'same'), [])
    t.match(changesBetween('a b', 'a'), [{ kind: 'removed', to: { start: 1, end: 1 } }])
  }
)

t.test('texts that differ wholly are compared in bounded time', async (t) => {
  const text = (step: number) =>
    Array.from({ length: 60_000 }, (_, i) => (i * step) % 9973).join(' ')
  const started = performance.now()
  const changes = changesBetween(text(7), text(11))
  t.ok(performance.now() - started < 20_000)
  t.ok(changes.length >= 1)
})

t.test('the main text of a page, without its menus and scripts', async (t) => {
  const html = `<!doctype html><html><head><title>City</title><script>evil()</script></head><body>
    <nav><a href="/">Home</a> <a href="/news">News</a></nav>
    <article><h1>Statement of the Chief</h1>
    <p>Our officers do <b>not</b>\n   conduct immigration enforcement.&nbsp;They respond to calls &amp; crimes in every part of the city, day and night, as the law asks of them.</p>
    <ul><li>One</li><li>Two</li></ul></article><footer>© City</footer></body></html>`
  const text = textOfHtml(html)
  t.match(
    text,
    /Our officers do not conduct immigration enforcement\.\u00a0They respond to calls & crimes/
  )
  t.match(text, /\nOne\nTwo$/)
  t.notMatch(text, /evil|Home/)
  t.throws(() => textOfHtml('<html><body><script>x</script></body></html>'), /no text/)
})
