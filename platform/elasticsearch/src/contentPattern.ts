/**
 * The indices that hold somebody's data, as a part of a path: not those of Elasticsearch itself, which begin with a dot and come and go, but what
 * data streams keep theirs in.
 */
export const contentPattern = '*,-.*,.ds-*,-.ds-.*,-.ds-ilm-history-*';
