/** All that a feed needs beside its streams, in one module that is loaded when the first question is asked. */

export { createFiller } from './filler'
export { createRequests } from './requests'
