/** Bars, drawn by Chartist as SVG that the style sheet colours. Counts stand beside them as text. */
const { BarChart, AutoScaleAxis } = globalThis.Chartist

/** Rows are {name, count, isRest}; `upright` bars stand, others lie, with room for long names. */
export function draw(place, given, { label, upright }) {
  // Chartist draws lying bars from the bottom up.
  const rows = upright ? given : given.toReversed()
  place.setAttribute('role', 'img')
  place.setAttribute('aria-label', label)
  place.classList.add(upright ? 'upright' : 'lying')
  const highest = Math.max(1, ...rows.map(({ count }) => count))
  const scale = { type: AutoScaleAxis, onlyInteger: true, low: 0, high: highest }
  const none = { showGrid: false, showLabel: false, offset: 8 }
  const every = upright ? Math.ceil(rows.length / 12) : 1
  const names = rows.map(({ name, isRest }, i) => (isRest || i % every === 0 ? short(name) : ''))
  const options = upright
    ? {
        height: 240,
        axisX: { showGrid: false, offset: 48 },
        axisY: { ...scale, ...none },
        chartPadding: { top: 24, right: 8, bottom: 0, left: 0 }
      }
    : {
        height: rows.length * 44 + 8,
        horizontalBars: true,
        axisX: { ...scale, ...none, offset: 0 },
        axisY: { showGrid: false, offset: 160 },
        chartPadding: { top: 0, right: 40, bottom: 8, left: 0 }
      }
  const data = { labels: names, series: [rows.map(({ count }) => count)] }
  // Chartist measures its place, so it must stand in the page first.
  requestAnimationFrame(() => {
    const chart = new BarChart(place, data, options)
    chart.on('draw', (drawn) => drawn.type === 'bar' && finish(drawn, rows[drawn.index], upright))
  })
}

/** What fits beside a bar; the table has the whole name. */
const short = (name) => (name.length > 48 ? `${name.slice(0, 46).replace(/\s+\S*$/, '')} …` : name)

function finish({ element, group, x2, y2 }, { count, isRest }, upright) {
  if (isRest) element.addClass('rest')
  const at = upright ? { x: x2, y: y2 - 8, 'text-anchor': 'middle' } : { x: x2 + 8, y: y2 + 5 }
  group.elem('text', at, 'count').text(String(count))
}
