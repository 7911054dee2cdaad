/** What was measured, as Markdown: a table or two for each part, with the load of the machine beside it. */
import { number, range, table } from './format.mjs'
import { mustTable } from './musts.mjs'

/** When a part was measured, where, and how busy the machine was. */
const about = ({ date, node, load, rounds, minutes }, more = '') =>
  `${date}, Node ${node}, ${rounds ? `${rounds} rounds, interleaved, medians (min–max), ` : ''}${more}${number(minutes, 1)} minutes; load of the machine ${load[0]} before, ${load[1]} after.`

const beside = (figures, figure) => (figures?.[figure] ? range(figures[figure]) : '')

function throughputRows(rows) {
  return rows.map(({ label, cpuUs, perSecond, toParse, toCount, handed, rssMb }) => [
    label,
    range(cpuUs),
    number(perSecond.median, 0),
    beside(toParse, 'throughput'),
    beside(toParse, 'cpu'),
    toCount?.cpu ? number(1 / toCount.cpu.median) : '',
    handed === undefined ? 'all' : `${number(handed * 100, 0)} %`,
    number(rssMb.median, 0),
  ])
}

const throughputHead = [
  'client',
  'CPU µs a message',
  'messages a second',
  'throughput to `ws` + `JSON.parse`',
  'the same by CPU',
  'CPU to `ws` counting',
  'handed to the user',
  'RSS, MB',
]

const mixes = {
  full: 'The whole mix',
  small: 'Small messages only: best prices, trades, aggregated trades',
  normalised: 'What `tardis-dev` normalises: best prices, trades, books',
  changed: 'Another shape: the whole mix with the members of each payload in reverse order',
}

const writers = {
  throughput(part) {
    const tablesOfMixes = Object.entries(mixes).flatMap(([mix, title]) => {
      const rows = part.rows.filter((row) => row.mix === mix)
      return rows.length === 0 ? [] : [`${title}:`, table(throughputHead, throughputRows(rows))]
    })
    return [about(part, `${number(part.messages, 0)} messages a run, `), ...tablesOfMixes].join('\n\n')
  },
  nodes({ versions, ...part }) {
    const head = [
      'Node',
      'messages',
      'client',
      'CPU µs a message',
      'throughput to `ws` + `JSON.parse`',
      'CPU to `ws` counting',
    ]
    const rows = versions.flatMap(({ node, rows: own }) =>
      own.map(({ mix, label, cpuUs, toParse, toCount }) => [
        ...[node, mix === 'full' ? 'whole mix' : 'small', label, range(cpuUs), beside(toParse, 'throughput')],
        toCount?.cpu ? number(1 / toCount.cpu.median) : '',
      ]),
    )
    return [about({ ...part, rounds: versions[0].rounds }), table(head, rows)].join('\n\n')
  },
  latency(part) {
    const head = ['a second', 'client', 'p50, µs', 'p99, µs', 'p99.9, µs', 'p50 above counting, µs', 'p99 to counting']
    const rows = part.rows.map(({ rate, label, p50, p99, p999, p50More, p99Ratio }) => [
      ...[number(rate, 0), label, range(p50), range(p99), range(p999), range(p50More), range(p99Ratio)],
    ])
    return [about(part, `${part.seconds} s a run, the first third not counted, `), table(head, rows)].join('\n\n')
  },
  memory(part) {
    const bytes = (figure, digits = 0) => range(figure, digits)
    const more = part.idleFeed.median - part.idleSocket.median
    const [early, late] = part.long.marks
    const rows = [
      ['a further subscription with its listener, its stream having spoken', `${bytes(part.subscription)} B`],
      ['a feed that is connected and idle', `${bytes(part.idleFeed)} B`],
      ['a bare `ws` that is connected and idle', `${bytes(part.idleSocket)} B`],
      ['so a feed over a bare `ws`', `${number(more, 0)} B`],
      ['a trade that waits for its reader', `${bytes(part.buffered)} B`],
      ['a price kept of a trade', `${bytes(part.keptPrice)} B`],
      ['a price kept of a level', `${bytes(part.keptLevel)} B`],
      ['the same price of a trade by `JSON.parse`', `${bytes(part.keptPriceParsed)} B`],
      [`heap after ${number(late, 0)} messages to after ${number(early, 0)}`, `${number(part.long.median, 4)} ×`],
      [
        `growth by a reader who never reads, from ${number(part.slow.marks[0], 0)} messages to ${number(part.slow.marks[1], 0)} (${number(part.slow.dropped, 0)} dropped, and told)`,
        `${number(part.slow.median, 0)} B`,
      ],
    ]
    return [about(part), table(['heap after collection', ''], rows)].join('\n\n')
  },
  micro(part) {
    const head = ['channel', 'bytes', 'decoded, ns', '`JSON.parse`, ns', 'decoded to parsed', 'parsed after all']
    const rows = part.rows.map(({ maker, bytes, slow, decodeNs, parseNs, ratio, inMix }) => [
      ...[`\`${maker}\`${inMix ? ' *' : ''}`, bytes, range(decodeNs, 0), range(parseNs, 0), range(ratio)],
      slow > 0 ? `${number(slow * 100, 0)} %` : '',
    ])
    return [about(part), table(head, rows), '\\* of the mix above; these share a process.'].join('\n\n')
  },
  book(part) {
    const head = ['from text to book', 'µs a change', 'to `JSON.parse` alone', 'to tickwire']
    const rows = part.rows.map(({ label, diffUs, toParse, toTickwire }) => [
      ...[label, range(diffUs), range(toParse), range(toTickwire)],
    ])
    const best = `Best bid and ask of a book at rest: ${range(part.bestNs)} ns a read, ${number(part.bestBytes.median, 3)} bytes allocated.`
    const more = `${number(part.bytes, 0)} bytes a change, about a thousand levels a side, `
    return [about(part, more), table(head, rows), best].join('\n\n')
  },
  browser(part) {
    const head = ['page', 'events a second', 'to counting', 'main thread, µs a message', 'of that script, µs']
    const rows = part.rows.map(({ label, perSecond, toCount, mainUs, scriptUs }) => [
      ...[label, range(perSecond, 0), range(toCount), range(mainUs), range(scriptUs)],
    ])
    const alone = `Decoding alone, in the page: ${range(part.decodeNs, 0)} ns a message; \`JSON.parse\` and mapping: ${range(part.parseNs, 0)} ns; ratio ${range(part.decodeRatio)}.`
    return [
      about(part, `Chromium ${part.chromium}, ${number(part.messages, 0)} messages a run, `),
      table(head, rows),
      alone,
    ].join('\n\n')
  },
  imports(part) {
    const rows = part.rows.map(({ label, ms, overWs }) => [label, range(ms, 1), range(overWs, 1)])
    return [about(part), table(['import', 'ms', 'over `ws`, ms'], rows)].join('\n\n')
  },
  captures(part) {
    const row = (label, pass) => [label, ...['p50', 'p99', 'max'].map((name) => range(pass[name]))]
    const rows = [
      row('first time, cold code', part.cold),
      row('second time', part.warm),
      row('shortest of seven times: the frame’s own', part.best),
    ]
    const more = `${number(part.frames, 0)} recorded frames of spot, `
    return [about(part, more), table(['read and decoded', 'p50, µs', 'p99, µs', 'longest, µs'], rows)].join('\n\n')
  },
  sizes(part) {
    const rows = part.rows.map(({ label, bytes }) => [label, number(bytes, 0)])
    return [about(part), table(['browser bundle', 'bytes, min + gzip'], rows)].join('\n\n')
  },
}

/** The Markdown of one part. */
export const tableOf = (name, part) => writers[name](part)

/** Everything that was measured, one after the other. */
export function tables({ parts }) {
  const each = Object.entries(parts).map(([name, part]) => `## ${name}\n\n${tableOf(name, part)}`)
  return [...each, `## What must be shown\n\n${mustTable(parts)}`].join('\n\n')
}
