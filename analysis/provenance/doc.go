// Package provenance says what an answer rests on: which rows, which engine, which
// methods, which random numbers. Who has the same [Record] has the same figures.
package provenance
