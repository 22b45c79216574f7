//! The credential cache of the AWS CLI: key, entry, freshness.
