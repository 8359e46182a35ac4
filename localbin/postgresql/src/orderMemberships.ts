import type { Membership } from './roles.js';

/**
 * Memberships in an order in which each may be granted: whoever grants one has the ADMIN option on that role by then.
 * What no order can satisfy comes last, as it is. Pure.
 */
export function orderMemberships(memberships: readonly Membership[]): Membership[] {
  const ordered: Membership[] = [];
  let waiting = [...memberships];
  for (;;) {
    const possible = waiting.filter(
      ({ role, grantor }) =>
        grantor === null || ordered.some((earlier) => earlier.admin && earlier.role === role && earlier.member === grantor),
    );
    if (possible.length === 0) return [...ordered, ...waiting];
    ordered.push(...possible);
    waiting = waiting.filter((membership) => !possible.includes(membership));
  }
}
