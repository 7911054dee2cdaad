/** Where a tab is with whoever runs the feed. */

/** What a tab is doing about it. Times are on the monotonic clock. */
export type Phase =
  | { readonly kind: 'idle' | 'away' | 'failed' | 'closed' }
  | { readonly kind: 'seeking'; readonly until: number }
  | { readonly kind: 'attached'; readonly since: number }
  | { readonly kind: 'waiting'; readonly until: number }
  /** It serves the others until somebody else does. */
  | { readonly kind: 'yielding'; readonly until: number }
