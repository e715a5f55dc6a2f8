// Package ingest brings records from other systems into the store.
//
// A [Connector] reads one source page by page; [Run] saves each [Page] to a [Sink]
// with the cursor that says how far the source has been read, in one step. An
// import that is interrupted, even killed, goes on after the last page saved, and
// one that is repeated changes nothing: records have an identity at their source.
//
// Each source has a package of its own below this one. Package manifest is no
// connector: it drafts a model, which people then edit.
package ingest
