/** What an event of an account must say, read from the exchange's own text by tables of its own: no line of the venue's. */

/** A member and its place on the wire. `#` is a number of an order, a text of digits; `-` is left out where it is -1. */
const tables: Readonly<Record<string, string>> = {
  executionReport: `eventTime=E symbol=s clientOrderId=c originalClientOrderId=C side=S orderType=o timeInForce=f quantity=q
    price=p stopPrice=P icebergQuantity=F orderListId=-#g executionType=x orderStatus=X rejectReason=r orderId=#i
    lastQuantity=l filledQuantity=z lastPrice=L commission=n commissionAsset=N transactionTime=T tradeId=-t executionId=#I
    isWorking=w isMaker=m orderTime=O filledQuoteQuantity=Z lastQuoteQuantity=Y quoteQuantity=Q workingTime=W
    selfTradePrevention=V expiryReason=eR`,
  outboundAccountPosition: 'eventTime=E updateTime=u balances=B',
  balanceUpdate: 'eventTime=E asset=a delta=d clearTime=T',
  externalLockUpdate: 'eventTime=E asset=a delta=d clearTime=T',
  listStatus: `eventTime=E symbol=s orderListId=#g contingencyType=c listStatus=l listOrderStatus=L rejectReason=r
    listClientOrderId=C transactionTime=T orders=O`,
  eventStreamTerminated: 'eventTime=E',
  ORDER_TRADE_UPDATE: `eventTime=E transactionTime=T symbol=o.s clientOrderId=o.c side=o.S orderType=o.o timeInForce=o.f
    quantity=o.q price=o.p averagePrice=o.ap stopPrice=o.sp executionType=o.x orderStatus=o.X orderId=#o.i
    lastQuantity=o.l filledQuantity=o.z lastPrice=o.L marginAsset=o.ma commissionAsset=o.N commission=o.n tradeTime=o.T
    tradeId=-o.t bidsNotional=o.b asksNotional=o.a isMaker=o.m isReduceOnly=o.R workingType=o.wt originalOrderType=o.ot
    positionSide=o.ps closesPosition=o.cp priceProtect=o.pP realizedProfit=o.rp selfTradePrevention=o.V
    priceMatch=o.pm goodTillDate=o.gtd expiryReason=o.er`,
  TRADE_LITE: `eventTime=E transactionTime=T symbol=s quantity=q price=p isMaker=m clientOrderId=c side=S lastPrice=L
    lastQuantity=l tradeId=t orderId=#i`,
  ACCOUNT_UPDATE: 'eventTime=E transactionTime=T reason=a.m balances=a.B positions=a.P',
  MARGIN_CALL: 'eventTime=E crossWalletBalance=cw positions=p',
  ACCOUNT_CONFIG_UPDATE: 'eventTime=E transactionTime=T symbol=ac.s leverage=ac.l isMultiAssets=ai.j',
  BALANCE_POSITION_UPDATE: 'eventTime=E transactionTime=T reason=m balances=B positions=P',
}

/** Rows of lists: by event and member. */
const rows: Readonly<Record<string, string>> = {
  'outboundAccountPosition balances': 'asset=a free=f locked=l',
  'listStatus orders': 'symbol=s orderId=#i clientOrderId=c',
  'ACCOUNT_UPDATE balances': 'asset=a walletBalance=wb crossWalletBalance=cw balanceChange=bc',
  'ACCOUNT_UPDATE positions': `symbol=s amount=pa entryPrice=ep breakEvenPrice=bep realizedProfit=cr unrealizedProfit=up
    marginType=mt isolatedWallet=iw positionSide=ps`,
  'MARGIN_CALL positions': `symbol=s positionSide=ps amount=pa marginType=mt isolatedWallet=iw markPrice=mp
    unrealizedProfit=up maintenanceMargin=mm`,
  'BALANCE_POSITION_UPDATE balances': 'asset=a balance=b balanceChange=bc',
  'BALANCE_POSITION_UPDATE positions': 'symbol=s quantity=c value=p averagePrice=a',
}

type Json = Readonly<Record<string, unknown>>

/** Stands before the digits of what was a number, so that none is lost by reading it. */
const mark = '#'

/** The text's object, its numbers as marked texts. */
const exactly = (text: string) => JSON.parse(text.replace(/:(-?\d+)(?=[,}\]])/g, `:"${mark}$1"`)) as Json

function members(table: string, wire: Json, name: string): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const [, member = '', signs = '', path = ''] of table.matchAll(/(\w+)=([-#]*)([\w.]+)/g)) {
    const value = path.split('.').reduce((at: unknown, key) => Object(at)[key], wire)
    if (value === undefined || value === null || (signs.includes('-') && value === `${mark}-1`)) continue
    if (Array.isArray(value)) found[member] = value.map((row) => members(rows[`${name} ${member}`] ?? '', row, name))
    else if (typeof value !== 'string' || !value.startsWith(mark)) found[member] = value
    else found[member] = signs.includes('#') ? value.slice(1) : Number(value.slice(1))
  }
  return found
}

/** The event as it must be delivered, but for `receiveTime`. */
export function expectedEvent(text: string): Json {
  const wire = exactly(text)
  const name = String(wire.e)
  const type = name === name.toUpperCase() ? name.toLowerCase().replace(/_(.)/g, (_, next) => next.toUpperCase()) : name
  if (name === 'listenKeyExpired') return { type, eventTime: Number(String(wire.E).replace(mark, '')) }
  const table = tables[name]
  return table ? { type, ...members(table, wire, name) } : { type: 'raw', stream: 'userData', data: JSON.parse(text) }
}
