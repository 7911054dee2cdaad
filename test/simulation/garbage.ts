/** Frames as no exchange should send them. */

/** A payload that its channel must refuse. */
export function garbled(payload: string, random: () => number): string {
  const ways = [
    // A number where a decimal belongs, and a decimal where a number does.
    () => payload.replace(/"(\d+\.\d+)"/, '$1'),
    () => payload.replace(/:(\d+)/, ':"$1"'),
    () => payload.replace(/"s":"/, '"s":"X'),
    () => '{}',
    () => payload.replace(/,"[a-zA-Z]":[^,]*,/, ','),
    () => payload.replace(/:(\d+)/, ':-$1.5'),
  ]
  return ways[Math.floor(random() * ways.length)]!()
}

/** Frames that are of no stream, or broken altogether. */
export const nonsense: readonly (string | Uint8Array)[] = [
  '',
  'null',
  '[]',
  '{}',
  '{"stream":"aaausdt@trade","data":{"e":"trade",',
  '{"stream":"aaausdt@trade"}',
  '{"stream":7,"data":{}}',
  '{"stream":"zzzusdt@trade","data":{"e":"trade"}}',
  '{"stream":"__proto__","data":{"e":"trade"}}',
  '{"error":{"code":3,"msg":"Invalid JSON"}}',
  '<html>502 Bad Gateway</html>',
  '{"a":'.repeat(2_000),
  '\u0000\uffff',
  new Uint8Array([1, 2, 3]),
]
