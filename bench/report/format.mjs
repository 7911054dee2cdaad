/** Figures as tables show them. */

const digitsOf = (value) => (Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)

/** A number with as many digits as say something. */
export const number = (value, digits = digitsOf(value)) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Median (least–greatest). */
export const range = ({ median, min, max }, digits = digitsOf(median)) =>
  `${number(median, digits)} (${number(min, digits)}–${number(max, digits)})`

const line = (cells) => `| ${cells.join(' | ')} |`

/** A Markdown table. */
export const table = (head, rows) => [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
