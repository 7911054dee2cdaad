/** Futures channels' names for what every record can do. */
export { optional, record as shape } from '../wire'
