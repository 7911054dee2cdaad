/** What the script tag puts on a page. */
declare const tickwire: typeof import('../src/cdn')
