/** Each event of an account, as the dossier has it, and what it means. */
import { expect, test } from 'vitest'

import { futuresUserData, optionsUserData, userData } from '../../../../src/binance'
import type { Channel, MarketEvent } from '../../../../src/core/channel'
import { isFeedError } from '../../../../src/core/errors'

const E = 1_795_305_600_130
const T = 1_795_305_600_128

const report = {
  ...{ e: 'executionReport', E, s: 'BTCUSDT', c: 'sdk-000017', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '0.01000000' },
  ...{ p: '91200.00000000', P: '0.00000000', F: '0.00000000', g: -1, C: '', x: 'TRADE', X: 'PARTIALLY_FILLED' },
  ...{ r: 'NONE', i: 48_123_456_789, l: '0.00400000', z: '0.00400000', L: '91200.00000000', n: '0.00000400', N: 'BTC' },
  ...{ T, t: 5_502_345_999, I: 98_765_432_100, w: true, m: true, M: false, O: 1_795_305_590_001, Z: '364.80000000' },
  ...{ Y: '364.80000000', Q: '0.00000000', W: 1_795_305_590_001, V: 'EXPIRE_MAKER' },
}

const order = `{"s":"ETHUSDT","c":"sdk-000018","S":"SELL","o":"LIMIT","f":"GTC","q":"1.200","p":"2990.10","ap":"2990.10","sp":"0","x":"TRADE","X":"FILLED","i":8389766145050669870,"l":"1.200","z":"1.200","L":"2990.10","N":"USDT","n":"0.71762400","T":${T},"t":5123456789,"b":"0","a":"0","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"pP":false,"si":0,"ss":0,"rp":"3.41000000","V":"EXPIRE_MAKER","pm":"NONE","gtd":0,"er":"0"}`

type Row = readonly [name: string, wire: object | string, expected: object]

const both = { eventTime: E, transactionTime: T }

const spot: readonly Row[] = [
  [
    'executionReport',
    report,
    {
      type: 'executionReport',
      eventTime: E,
      symbol: 'BTCUSDT',
      clientOrderId: 'sdk-000017',
      originalClientOrderId: '',
      side: 'BUY',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01000000',
      price: '91200.00000000',
      stopPrice: '0.00000000',
      icebergQuantity: '0.00000000',
      executionType: 'TRADE',
      orderStatus: 'PARTIALLY_FILLED',
      rejectReason: 'NONE',
      orderId: '48123456789',
      lastQuantity: '0.00400000',
      filledQuantity: '0.00400000',
      lastPrice: '91200.00000000',
      commission: '0.00000400',
      commissionAsset: 'BTC',
      transactionTime: T,
      tradeId: 5_502_345_999,
      executionId: '98765432100',
      isWorking: true,
      isMaker: true,
      orderTime: 1_795_305_590_001,
      filledQuoteQuantity: '364.80000000',
      lastQuoteQuantity: '364.80000000',
      quoteQuantity: '0.00000000',
      workingTime: 1_795_305_590_001,
      selfTradePrevention: 'EXPIRE_MAKER',
    },
  ],
  [
    'executionReport with everything that may be there',
    {
      ...{ ...report, g: 77, N: null, t: -1, d: 4, D: T, j: 9, J: 1_000_000, v: 3, A: '1.0', B: '0.5', u: 1, U: 37 },
      ...{ Cs: 'BTCUSDT', pl: '2.1', pL: '0.1', pY: '0.21', b: 'ONE_PARTY_TRADE_REPORT', a: 1_234, k: 'SOR', uS: true },
      ...{ gP: 'PRIMARY_PEG', gOT: 'PRICE_LEVEL', gOV: 5, gp: '1.5', eR: 'OCO_TRIGGER' },
    },
    {
      orderListId: '77',
      trailingDelta: 4,
      trailingTime: T,
      strategyId: '9',
      strategyType: 1_000_000,
      preventedMatchId: '3',
      preventedQuantity: '1.0',
      lastPreventedQuantity: '0.5',
      tradeGroupId: '1',
      counterOrderId: '37',
      counterSymbol: 'BTCUSDT',
      preventedExecutionQuantity: '2.1',
      preventedExecutionPrice: '0.1',
      preventedExecutionQuoteQuantity: '0.21',
      matchType: 'ONE_PARTY_TRADE_REPORT',
      allocationId: '1234',
      workingFloor: 'SOR',
      usedSor: true,
      peggedPriceType: 'PRIMARY_PEG',
      peggedOffsetType: 'PRICE_LEVEL',
      peggedOffsetValue: 5,
      peggedPrice: '1.5',
      expiryReason: 'OCO_TRIGGER',
    },
  ],
  [
    'outboundAccountPosition',
    { e: 'outboundAccountPosition', E, u: T, B: [{ a: 'ETH', f: '10000.000000', l: '0.000000' }] },
    {
      type: 'outboundAccountPosition',
      eventTime: E,
      updateTime: T,
      balances: [{ asset: 'ETH', free: '10000.000000', locked: '0.000000' }],
    },
  ],
  [
    'balanceUpdate',
    { e: 'balanceUpdate', E, a: 'BTC', d: '-100.00000000', T },
    { type: 'balanceUpdate', eventTime: E, asset: 'BTC', delta: '-100.00000000', clearTime: T },
  ],
  [
    'externalLockUpdate',
    { e: 'externalLockUpdate', E, a: 'NEO', d: '10.00000000', T },
    { type: 'externalLockUpdate', eventTime: E, asset: 'NEO', delta: '10.00000000', clearTime: T },
  ],
  [
    'listStatus',
    {
      ...{
        e: 'listStatus',
        E,
        s: 'ETHBTC',
        g: 2,
        c: 'OCO',
        l: 'EXEC_STARTED',
        L: 'EXECUTING',
        r: 'NONE',
        C: 'F4QN4',
        T,
      },
      O: [{ s: 'ETHBTC', i: 17, c: 'AJYsMj' }],
    },
    {
      type: 'listStatus',
      ...both,
      symbol: 'ETHBTC',
      orderListId: '2',
      contingencyType: 'OCO',
      listStatus: 'EXEC_STARTED',
      listOrderStatus: 'EXECUTING',
      rejectReason: 'NONE',
      listClientOrderId: 'F4QN4',
      orders: [{ symbol: 'ETHBTC', orderId: '17', clientOrderId: 'AJYsMj' }],
    },
  ],
  ['eventStreamTerminated', { e: 'eventStreamTerminated', E }, { type: 'eventStreamTerminated', eventTime: E }],
  [
    'unknown',
    { e: 'somethingNew', E, x: [1] },
    { type: 'raw', stream: 'userData', data: { e: 'somethingNew', E, x: [1] } },
  ],
]

const futures: readonly Row[] = [
  [
    'ORDER_TRADE_UPDATE with an id beyond 2^53',
    `{"e":"ORDER_TRADE_UPDATE","E":${E},"T":${T},"o":${order}}`,
    {
      type: 'orderTradeUpdate',
      ...both,
      symbol: 'ETHUSDT',
      clientOrderId: 'sdk-000018',
      side: 'SELL',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1.200',
      price: '2990.10',
      averagePrice: '2990.10',
      stopPrice: '0',
      executionType: 'TRADE',
      orderStatus: 'FILLED',
      orderId: '8389766145050669870',
      lastQuantity: '1.200',
      filledQuantity: '1.200',
      lastPrice: '2990.10',
      commissionAsset: 'USDT',
      commission: '0.71762400',
      tradeTime: T,
      tradeId: 5_123_456_789,
      bidsNotional: '0',
      asksNotional: '0',
      isMaker: true,
      isReduceOnly: false,
      workingType: 'CONTRACT_PRICE',
      originalOrderType: 'LIMIT',
      positionSide: 'BOTH',
      closesPosition: false,
      priceProtect: false,
      realizedProfit: '3.41000000',
      selfTradePrevention: 'EXPIRE_MAKER',
      priceMatch: 'NONE',
      goodTillDate: 0,
      expiryReason: '0',
    },
  ],
  [
    'TRADE_LITE',
    {
      ...{ e: 'TRADE_LITE', E, T, s: 'BTCUSDT', q: '0.001', p: '0', m: false, c: 'z8hcUoOsqE', S: 'BUY' },
      ...{ L: '64089.20', l: '0.040', t: 109_100_866, i: 8_886_774 },
    },
    {
      type: 'tradeLite',
      ...both,
      symbol: 'BTCUSDT',
      quantity: '0.001',
      price: '0',
      isMaker: false,
      clientOrderId: 'z8hcUoOsqE',
      side: 'BUY',
      lastPrice: '64089.20',
      lastQuantity: '0.040',
      tradeId: 109_100_866,
      orderId: '8886774',
    },
  ],
  [
    'ACCOUNT_UPDATE',
    {
      ...{ e: 'ACCOUNT_UPDATE', E, T },
      a: {
        m: 'ORDER',
        B: [{ a: 'USDT', wb: '122624.12', cw: '100.12', bc: '-50.12' }],
        P: [
          {
            s: 'BTCUSDT',
            pa: '-20',
            ep: '6563.66500',
            bep: '6563.6',
            cr: '0',
            up: '2850.2',
            mt: 'isolated',
            iw: '13200',
            ps: 'SHORT',
          },
        ],
      },
    },
    {
      type: 'accountUpdate',
      ...both,
      reason: 'ORDER',
      balances: [{ asset: 'USDT', walletBalance: '122624.12', crossWalletBalance: '100.12', balanceChange: '-50.12' }],
      positions: [
        {
          symbol: 'BTCUSDT',
          amount: '-20',
          entryPrice: '6563.66500',
          breakEvenPrice: '6563.6',
          realizedProfit: '0',
          unrealizedProfit: '2850.2',
          marginType: 'isolated',
          isolatedWallet: '13200',
          positionSide: 'SHORT',
        },
      ],
    },
  ],
  [
    'MARGIN_CALL',
    {
      ...{ e: 'MARGIN_CALL', E, cw: '3.16' },
      p: [{ s: 'ETHUSDT', ps: 'LONG', pa: '1.327', mt: 'CROSSED', iw: '0', mp: '187.17', up: '-1.16', mm: '1.61' }],
    },
    {
      type: 'marginCall',
      eventTime: E,
      crossWalletBalance: '3.16',
      positions: [
        {
          symbol: 'ETHUSDT',
          positionSide: 'LONG',
          amount: '1.327',
          marginType: 'CROSSED',
          isolatedWallet: '0',
          markPrice: '187.17',
          unrealizedProfit: '-1.16',
          maintenanceMargin: '1.61',
        },
      ],
    },
  ],
  [
    'ACCOUNT_CONFIG_UPDATE of a market',
    { e: 'ACCOUNT_CONFIG_UPDATE', E, T, ac: { s: 'BTCUSDT', l: 25 } },
    { type: 'accountConfigUpdate', ...both, symbol: 'BTCUSDT', leverage: 25 },
  ],
  [
    'ACCOUNT_CONFIG_UPDATE of the account',
    { e: 'ACCOUNT_CONFIG_UPDATE', E, T, ai: { j: true } },
    { type: 'accountConfigUpdate', ...both, isMultiAssets: true },
  ],
  [
    'ALGO_UPDATE',
    {
      ...{ e: 'ALGO_UPDATE', E, T },
      o: {
        ...{ caid: 'Q5xaq5', aid: 2_148_719, at: 'CONDITIONAL', o: 'TAKE_PROFIT', s: 'BNBUSDT', S: 'SELL', ps: 'BOTH' },
        ...{ f: 'GTC', q: '0.01', X: 'FINISHED', ai: '8389766145050669870', ap: '750.1', aq: '0.01', act: 'LIMIT' },
        ...{ tp: '750', p: '750.1', V: 'EXPIRE_MAKER', wt: 'CONTRACT_PRICE', pm: 'NONE', cp: false, pP: false },
        ...{ R: false, tt: T, gtd: 0, rm: '' },
      },
    },
    {
      type: 'algoUpdate',
      ...both,
      clientAlgoId: 'Q5xaq5',
      algoId: '2148719',
      algoType: 'CONDITIONAL',
      orderType: 'TAKE_PROFIT',
      symbol: 'BNBUSDT',
      side: 'SELL',
      positionSide: 'BOTH',
      timeInForce: 'GTC',
      quantity: '0.01',
      algoStatus: 'FINISHED',
      orderId: '8389766145050669870',
      averagePrice: '750.1',
      filledQuantity: '0.01',
      actualType: 'LIMIT',
      triggerPrice: '750',
      price: '750.1',
      selfTradePrevention: 'EXPIRE_MAKER',
      workingType: 'CONTRACT_PRICE',
      priceMatch: 'NONE',
      closesPosition: false,
      priceProtect: false,
      isReduceOnly: false,
      triggerTime: T,
      goodTillDate: 0,
      rejectReason: '',
    },
  ],
  [
    'STRATEGY_UPDATE',
    { e: 'STRATEGY_UPDATE', E, T, su: { si: 176_054_594, st: 'GRID', ss: 'NEW', s: 'BTCUSDT', ut: T, c: 8_007 } },
    {
      type: 'strategyUpdate',
      ...both,
      strategyId: '176054594',
      strategyType: 'GRID',
      strategyStatus: 'NEW',
      symbol: 'BTCUSDT',
      updateTime: T,
      opCode: 8_007,
    },
  ],
  [
    'GRID_UPDATE',
    {
      ...{ e: 'GRID_UPDATE', E, T },
      gu: {
        si: 1,
        st: 'GRID',
        ss: 'WORKING',
        s: 'BTCUSDT',
        r: '-0.003',
        up: '16720',
        uq: '-0.001',
        uf: '-0.0001',
        mp: '0.0',
        ut: T,
      },
    },
    {
      type: 'gridUpdate',
      ...both,
      strategyId: '1',
      strategyType: 'GRID',
      strategyStatus: 'WORKING',
      symbol: 'BTCUSDT',
      realizedProfit: '-0.003',
      unmatchedAveragePrice: '16720',
      unmatchedQuantity: '-0.001',
      unmatchedFee: '-0.0001',
      matchedProfit: '0.0',
      updateTime: T,
    },
  ],
  [
    'CONDITIONAL_ORDER_TRIGGER_REJECT',
    { e: 'CONDITIONAL_ORDER_TRIGGER_REJECT', E, T, or: { s: 'ETHUSDT', i: 155_618_472_834, r: 'immediately matched' } },
    {
      type: 'conditionalOrderTriggerReject',
      ...both,
      symbol: 'ETHUSDT',
      orderId: '155618472834',
      reason: 'immediately matched',
    },
  ],
  ['listenKeyExpired', { e: 'listenKeyExpired', E, listenKey: 'k' }, { type: 'listenKeyExpired', eventTime: E }],
]

const options: readonly Row[] = [
  [
    'ORDER_TRADE_UPDATE',
    {
      ...{ e: 'ORDER_TRADE_UPDATE', E, T },
      o: {
        ...{
          s: 'BTC-261225-100000-C',
          c: 'x',
          S: 'BUY',
          o: 'LIMIT',
          f: 'GTC',
          q: '1',
          p: '100',
          ap: '100',
          x: 'TRADE',
        },
        ...{
          X: 'FILLED',
          i: 4_611_869_636_869_226,
          l: '1',
          z: '1',
          L: '100',
          N: 'USDT',
          n: '-0.5',
          T,
          t: 5,
          b: '0',
          a: '0',
        },
        ...{ m: false, R: false, ot: 'LIMIT', rp: '0', V: 'EXPIRE_MAKER' },
      },
    },
    { type: 'orderTradeUpdate', ...both, commission: '-0.5', averagePrice: '100', orderId: '4611869636869226' },
  ],
  [
    'ACCOUNT_UPDATE',
    { e: 'ACCOUNT_UPDATE', E, T, eq: '5.1', aeq: '5.0', b: '4.0', m: '-1.1', u: '-0.1', i: '2', M: '1' },
    {
      type: 'accountUpdate',
      ...both,
      equity: '5.1',
      adjustedEquity: '5.0',
      balance: '4.0',
      positionValue: '-1.1',
      unrealizedProfit: '-0.1',
      initialMargin: '2',
      maintenanceMargin: '1',
    },
  ],
  [
    'BALANCE_POSITION_UPDATE',
    {
      ...{ e: 'BALANCE_POSITION_UPDATE', E, T, m: 'ORDER' },
      ...{ B: [{ a: 'USDT', b: '10', bc: '-1' }], P: [{ s: 'BTC-261225-100000-C', c: '-1', p: '-100', a: '99' }] },
    },
    {
      type: 'balancePositionUpdate',
      ...both,
      reason: 'ORDER',
      balances: [{ asset: 'USDT', balance: '10', balanceChange: '-1' }],
      positions: [{ symbol: 'BTC-261225-100000-C', quantity: '-1', value: '-100', averagePrice: '99' }],
    },
  ],
  [
    'GREEK_UPDATE',
    { e: 'GREEK_UPDATE', E, T, G: [{ u: 'BTCUSDT', d: '-0.01', g: '0.1', t: '-3', v: '2' }] },
    {
      type: 'greekUpdate',
      ...both,
      greeks: [{ underlying: 'BTCUSDT', delta: '-0.01', gamma: '0.1', theta: '-3', vega: '2' }],
    },
  ],
  [
    'RISK_LEVEL_CHANGE',
    { e: 'RISK_LEVEL_CHANGE', E, s: 'REDUCE_ONLY', mb: '1534.11', mm: '254.13' },
    {
      type: 'riskLevelChange',
      eventTime: E,
      level: 'REDUCE_ONLY',
      marginBalance: '1534.11',
      maintenanceMargin: '254.13',
    },
  ],
  [
    'listenKeyExpired, whose time is text',
    { e: 'listenKeyExpired', E: String(E), listenKey: 'k' },
    { type: 'listenKeyExpired', eventTime: E },
  ],
]

/** Every path that was reported as unknown. */
const reported: string[] = []

const receiveTime = 1_795_305_600_200
const decode = (channel: Channel<MarketEvent>, wire: object | string) =>
  channel.decode(typeof wire === 'string' ? wire : JSON.stringify(wire), receiveTime, 'always', {
    foreign: (path) => reported.push(path),
    slow() {},
  })

/** Rows that state the whole event; the others state what is of interest. */
const isWhole = (name: string) => !/everything|^ORDER_TRADE_UPDATE$/.test(name)

const makers: Readonly<Record<string, () => Channel<MarketEvent>>> = {
  spot: userData,
  futures: futuresUserData,
  options: optionsUserData,
}

test.each([
  ...spot.map((row) => ['spot', ...row] as const),
  ...futures.map((row) => ['futures', ...row] as const),
  ...options.map((row) => ['options', ...row] as const),
])('%s: %s', (market, name, wire, expected) => {
  const event = decode(makers[market]!(), wire)
  if (isWhole(name)) expect(event).toEqual({ ...expected, receiveTime })
  else expect(event).toMatchObject({ ...expected, receiveTime })
})

test('what may be missing is missing, not undefined', () => {
  const event = decode(userData(), { ...report, N: null, t: -1 })
  for (const name of ['commissionAsset', 'tradeId', 'orderListId', 'strategyId']) expect(event).not.toHaveProperty(name)
})

test.each<readonly [string, object | string, string]>([
  ['no JSON', '{"e":', '$'],
  ['no object', '7', 'e'],
  ['no name', { E }, 'e'],
  ['a name that every object has', { e: 'toString', E }, ''],
  ['a missing member', { ...report, q: undefined }, 'q'],
  ['a number in place of a decimal', { ...report, p: 91_200 }, 'p'],
  ['a decimal with an exponent', { ...report, p: '9e4' }, 'p'],
  ['an id that is none', { ...report, i: 'x1' }, 'i'],
  ['a list that is none', { e: 'outboundAccountPosition', E, u: T, B: {} }, 'B'],
  ['a row that is none', { e: 'outboundAccountPosition', E, u: T, B: [null] }, 'B.0'],
  ['a member of a row', { e: 'outboundAccountPosition', E, u: T, B: [{ a: 'ETH', f: '1', l: '-1' }] }, 'B.0.l'],
])('%s is refused by its path', (_, wire, path) => {
  try {
    const event = decode(userData(), wire)
    expect(path).toBe('')
    expect(event.type).toBe('raw')
  } catch (error) {
    expect(isFeedError(error, 'INVALID_MESSAGE')).toBe(true)
    expect(error).toMatchObject({ context: { path, stream: 'userData' } })
  }
})

test('what is new in an event is reported, and nothing else is', () => {
  expect(reported.splice(0)).toEqual([])
  decode(userData(), { ...report, zz: 1 })
  decode(userData(), { e: 'outboundAccountPosition', E, u: T, B: [{ a: 'ETH', f: '1', l: '0', x: 1 }] })
  decode(futuresUserData(), { e: 'ACCOUNT_CONFIG_UPDATE', E, T, ai: { j: true, k: 1 } })
  expect(reported.splice(0)).toEqual(['zz', 'B.x', 'ai.k'])
})
