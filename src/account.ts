/** Door of doors: the private streams of Binance, what happens to one account. */
export type {
  AccountConfigUpdate,
  AccountUpdate,
  EndangeredPosition,
  FuturesBalance,
  GridUpdate,
  ListenKeyExpired,
  MarginCall,
  Position,
  StrategyUpdate,
} from './venues/binance/account/futures-account'
export type {
  AlgoUpdate,
  ConditionalOrderReject,
  FuturesOrder,
  OrderTradeUpdate,
  TradeLite,
} from './venues/binance/account/futures-orders'
export type {
  BalancePositionUpdate,
  Greeks,
  GreekUpdate,
  OptionsAccountUpdate,
  OptionsBalance,
  OptionsOrderUpdate,
  OptionsPosition,
  RiskLevelChange,
} from './venues/binance/account/options-events'
export type { Sign } from './venues/binance/account/signing'
export type {
  Balance,
  BalanceUpdate,
  EventStreamTerminated,
  ExecutionReport,
  ListedOrder,
  ListStatus,
  OutboundAccountPosition,
} from './venues/binance/account/spot-events'
export {
  type AccountEvent,
  type FuturesAccountEvent,
  futuresUserData,
  type OptionsAccountEvent,
  optionsUserData,
  userData,
} from './venues/binance/account/user-data'
export { type AccountOptions, type AccountVenue, binanceAccount } from './venues/binance/account/venue'
