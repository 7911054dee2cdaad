/** What the script tag puts on a page. */
declare const tickwire: typeof import('../src/cdn')
/** What the second script tag adds. */
declare const tickwireBook: typeof import('../src/book')
/** What the script tag of private streams adds. */
declare const tickwireAccount: typeof import('../src/account')
