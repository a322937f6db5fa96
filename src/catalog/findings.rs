//! What a portal would miss: findings of `ptce preflight`.
