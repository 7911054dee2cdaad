/** Door: one feed for all tabs, in a worker. */
export type { Feed, SubscribeOptions } from './client/feed'
export type { Subscription } from './client/subscription'
export { type AttachOptions, type AttachTuning, attachFeed } from './shared/attach'
export type { Endpoint } from './shared/port'
export { type ServeOptions, serveFeed } from './shared/serve'
export type { ChannelOf } from './shared/server'
export type { Servant } from './shared/way'
