// Package store keeps what Ninefold knows: mesh versions, incidents and
// experiments with the cursors of their sources, assessments, tokens and the
// audit trail. It is the only package that knows SQL.
//
// [Open] opens a [Store] on an SQLite file, or on a PostgreSQL server where the
// address starts with postgres://, and brings its schema up to date. Both behave
// alike; one test suite runs on both.
//
// # Conventions
//
//   - What is written in one call is written in one transaction: a crash leaves
//     all of it or nothing.
//   - Saving a record again updates it and keeps its ID; saving it unchanged
//     writes nothing. Assessments and mesh versions never change once saved.
//   - Times are kept in UTC, to the microsecond. Columns hold them as microseconds
//     since 1970, because text with a zone offset does not sort by time.
//   - A row holds the columns it is looked up by, and the record itself as JSON.
//   - Errors wrap [ErrNotFound], [ErrConflict] and the error of a context that
//     ended, and never show the password of the address.
package store
