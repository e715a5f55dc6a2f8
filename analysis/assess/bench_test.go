package assess

import (
	"context"
	"io/fs"
	"testing"

	"ninefold/models/modelfile"
	"ninefold/testdata/cases"
)

// BenchmarkAssess assesses the bundled bank case with the default 10,000 samples,
// and reports how many journeys it has.
func BenchmarkAssess(b *testing.B) {
	data, err := fs.ReadFile(cases.Files, "bank-mesh/model.yaml")
	if err != nil {
		b.Fatal(err)
	}
	m, err := modelfile.Parse("model.yaml", data)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Assess(context.Background(), Input{Mesh: m}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/assessment")
	b.ReportMetric(float64(len(m.Journeys)), "journeys")
}
