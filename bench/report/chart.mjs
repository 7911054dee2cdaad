/** A bar chart as SVG, legible on light and on dark ground. */

const width = 760
const labelWidth = 250
const barHeight = 18
const gap = 8
const top = 48

const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/**
 * @param bars `{ label, value, min, max, isOurs, note }`, the shortest bar best
 * @param title one line
 */
export function chart(title, subtitle, bars) {
  const most = Math.max(...bars.map(({ max }) => max))
  const scale = (width - labelWidth - 110) / most
  const height = top + bars.length * (barHeight + gap) + 14
  const x = (value) => (labelWidth + value * scale).toFixed(1)
  const rows = bars.map(({ label, value, min, max, isOurs, note }, i) => {
    const y = top + i * (barHeight + gap)
    const middle = y + barHeight / 2
    return `<text class="${isOurs ? 'label ours' : 'label'}" x="${labelWidth - 10}" y="${middle + 4}" text-anchor="end">${quoted(label)}</text>
<rect class="${isOurs ? 'bar our' : 'bar'}" x="${labelWidth}" y="${y}" width="${(value * scale).toFixed(1)}" height="${barHeight}" rx="2"/>
<path class="range" d="M${x(min)} ${middle}H${x(max)}M${x(min)} ${middle - 4}v8M${x(max)} ${middle - 4}v8"/>
<text class="value" x="${(labelWidth + max * scale + 8).toFixed(1)}" y="${middle + 4}">${quoted(note)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${quoted(title)}">
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 15px }
.value, .subtitle { fill: #57606a; font-size: 12px }
.ours { font-weight: 600 }
.bar { fill: #afb8c1 }
.our { fill: #0969da }
.range { stroke: #57606a; fill: none }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .value, .subtitle { fill: #9198a1 }
  .bar { fill: #545d68 }
  .our { fill: #4493f8 }
  .range { stroke: #9198a1 }
}
</style>
<text class="title" x="0" y="16">${quoted(title)}</text>
<text class="subtitle" x="0" y="34">${quoted(subtitle)}</text>
${rows.join('\n')}
</svg>
`
}
