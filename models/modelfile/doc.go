// Package modelfile reads, checks and writes model files: the YAML form of a
// [models.Mesh], described in docs/MODEL.md and docs/mesh.schema.json.
//
// [Parse] is the one way in. It walks the YAML nodes rather than decoding them,
// so that every problem keeps its line and column, and it goes on after a
// problem, so that people mend a file once and not once per run.
//
// # Method
//
//   - source.go refuses what is no text, no YAML or too large, before it is parsed.
//   - reader.go fills the Go structs by reflection. What a field may hold is said
//     once, in the table of rules.go; the JSON Schema and the reference in
//     docs/MODEL.md are written from the same table by the tests (-update).
//   - refs.go resolves every reference after the whole file is read.
//   - check*.go hold the rules that concern more than one field.
//
// # Limits
//
// A file has at most [MaxSize] bytes and two million lines and values; it uses at
// most 100 YAML aliases, which together stand for at most 10,000 values. Time
// and memory are linear in the size of the file.
package modelfile
