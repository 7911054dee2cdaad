/** Takes out of a failing scenario whatever it fails without. */
import { run, type Scenario } from './days'
import type { Act } from './plan'

/** Runs that are spent on one failure, at most. */
const most = 400

/** What went wrong, without times and numbers: another failure is another story. */
const kindOf = (offences: readonly string[]) => offences[0]?.replace(/^\d+: /, '').replace(/\d+/g, '#')

/** The shortest scenario that was found to fail in the same way. */
export async function shortest(scenario: Scenario): Promise<Scenario> {
  const wanted = kindOf((await run(scenario)).offences)
  let { plan, script } = scenario
  let runs = 0
  const fails = async (tried: Scenario) => {
    runs += 1
    return kindOf((await run(tried)).offences) === wanted
  }
  const trySome = async (changed: readonly Act[]) => {
    if (runs >= most || !(await fails({ plan, script: changed }))) return false
    script = changed
    return true
  }
  for (let size = script.length >> 1; size >= 1; size = size > 1 ? size >> 1 : 0) {
    for (let at = 0; at < script.length; ) {
      const without = [...script.slice(0, at), ...script.slice(at + size)]
      if (!(await trySome(without))) at += size
    }
  }
  // Time that need not pass.
  for (const factor of [0, 0.1, 0.5]) {
    for (let at = 0; at < script.length; at += 1) {
      const [kind, pick, ms] = script[at]!
      if (ms > 0) await trySome(script.map((act, i): Act => (i === at ? [kind, pick, Math.floor(ms * factor)] : act)))
    }
  }
  for (const key of ['maxAttempts', 'attempts', 'probeAfterMs', 'pingEveryMs'] as const) {
    const { [key]: _, ...simpler } = plan
    if (runs < most && (await fails({ plan: simpler, script }))) plan = simpler
  }
  return { plan, script }
}
