/** The results as markdown. */
import { closingMs } from './trial.mjs'

const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`
const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`
/** Attempts the exchange allows in five minutes. */
const attemptsAllowed = 300
/** Frames it allows a client in a second. */
const framesAllowed = 5

/** What is wrong with a result for good, as words; empty where nothing is. */
function wrongs(result, aCase) {
  if (result.failure) return [result.failure]
  const wrong = []
  if (result.crashed) wrong.push('**process died**')
  if (aCase.isClosing) {
    if (!result.crashed && result.endedMs === undefined) wrong.push(`process still there after ${seconds(closingMs)}`)
    return wrong
  }
  if (result.backMs === undefined && !result.crashed) wrong.push('**not back in time**')
  if (result.isStopped && !aCase.mayStop) wrong.push('gave up')
  if (result.lostSilent > 0) wrong.push(`${result.lostSilent} lost in silence`)
  if (result.repeated > 0) wrong.push(`${result.repeated} repeated or out of order`)
  if (result.invented > 0) wrong.push(`${result.invented} false`)
  if (floods(result)) wrong.push(`${counted(result.attemptsInFault, 'attempt')} in ${seconds(result.faultMs)}`)
  if (result.tooEarly > 0) wrong.push(`${counted(result.tooEarly, 'attempt')} before Retry-After`)
  if (result.worstSecond > framesAllowed)
    wrong.push(`${result.worstSecond} frames in a second${result.cutOff > 0 ? ', cut off' : ''}`)
  return wrong
}

/** Whether five minutes at this pace would be more attempts than allowed. */
const floods = ({ attemptsInFault, faultMs }) => (attemptsInFault * 300_000) / faultMs > attemptsAllowed

/** ✔ nothing lost that was not told to the number; ○ the break was told, not what it cost; ✘ anything worse. */
export function markOf(result, aCase) {
  if (result === undefined) return ''
  if (wrongs(result, aCase).length > 0) return '✘'
  return result.lostBreak > 0 ? '○' : '✔'
}

function cell(result, aCase) {
  if (result === undefined) return ''
  const words = wrongs(result, aCase)
  if (aCase.isClosing) {
    if (result.endedMs !== undefined && !result.crashed) words.push(seconds(result.endedMs))
  } else if (result.backMs !== undefined) {
    words.push(
      result.isStopped
        ? `stopped and said so; back ${seconds(result.backMs)} after being told to`
        : seconds(result.backMs),
    )
  }
  if (result.lostExact > 0) words.push(`${result.lostExact} lost, all told`)
  if (result.lostBreak > 0) words.push(`${result.lostBreak} lost, break told`)
  return `${markOf(result, aCase)} ${words.join('; ')}`
}

const row = (cells) => `| ${cells.join(' | ')} |`
const rule = (count) => `|${'---|'.repeat(count)}`

export function tables(names, cases, about, results) {
  const { versions } = about
  const heads = versions.map(({ name, version }) => `${name} ${version}`)
  const of = (client, pick) =>
    names.map((name) => results[name][client] ?? {}).reduce((sum, each) => sum + (pick(each) ?? 0), 0)
  const most = (client, pick) => Math.max(0, ...names.map((name) => pick(results[name][client] ?? {}) ?? 0))
  const marks = (client, mark) => names.filter((name) => markOf(results[name][client], cases[name]) === mark).length
  const summary = [
    ['✔ nothing lost, or told to the number', (client) => marks(client, '✔')],
    ['○ back, the break told, not what it cost', (client) => marks(client, '○')],
    ['✘ worse', (client) => marks(client, '✘')],
    ['events lost', (client) => of(client, ({ lost }) => lost)],
    ['of these told to the number', (client) => of(client, ({ lostExact }) => lostExact)],
    ['of these in silence', (client) => of(client, ({ lostSilent }) => lostSilent)],
    ['repeated or out of order', (client) => of(client, ({ repeated }) => repeated)],
    ['false: delivered, never sent', (client) => of(client, ({ invented }) => invented)],
    ['process died', (client) => of(client, ({ crashed }) => Number(crashed !== undefined))],
    ['not back in time', (client) => names.filter((name) => isLost(results[name][client] ?? {}, cases[name])).length],
    ['most attempts while a fault lasted', (client) => most(client, ({ attemptsInFault }) => attemptsInFault)],
    ['most frames in a second (5 allowed)', (client) => most(client, ({ worstSecond }) => worstSecond)],
  ]
  return [
    `Run on ${about.date}: Node ${about.node}, ${about.machine}, ${names.length} cases in ${about.minutes} minutes; a client had ${about.patience} s to come back.`,
    '',
    row(['', ...heads]),
    rule(heads.length + 1),
    ...summary.map(([what, figure]) => row([what, ...versions.map(({ client }) => figure(client))])),
    '',
    row(['case', 'what is done']),
    rule(2),
    ...names.map((name) => row([name, cases[name].what])),
    '',
    row(['case', ...versions.map(({ name }) => name)]),
    rule(heads.length + 1),
    ...names.map((name) => row([name, ...versions.map(({ client }) => cell(results[name][client], cases[name]))])),
  ].join('\n')
}

const isLost = (result, aCase) => !aCase.isClosing && !result.crashed && result.backMs === undefined
