// Package provenance says what an answer rests on: which rows or model, which engine,
// which methods, which random numbers. Who has the same [Record], or the same [Model]
// and options, has the same figures.
package provenance
