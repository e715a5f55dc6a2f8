package report

import (
	"bytes"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ninefold/models/chart"
)

// everything is a chart with a layer of each kind.
func everything() chart.Chart {
	c := chart.Chart{
		Title: "Half of the units fail by 3 d", Subtitle: "β η λ 10⁻⁶", Description: "what it shows",
		X:      chart.Axis{Label: "Age", Unit: chart.Hours, Scale: chart.Linear, Low: 0, High: 100, Ticks: []float64{0, 50, 100}},
		Y:      chart.Axis{Label: "Unreliability", Unit: chart.Share, Scale: chart.Weibull, Low: 0.001, High: 0.999},
		Table:  &chart.Table{Title: "At risk", Rows: []chart.Row{{Name: "all", Series: 1, Counts: []int{3, 2, 1}}}},
		Source: chart.Source{Data: "3 lives"},
	}
	for i, k := range []chart.Kind{chart.Band, chart.Curve, chart.Scatter, chart.Censored, chart.Horizontal, chart.Vertical, chart.Note} {
		c.Layers = append(c.Layers, chart.Layer{Kind: k, Series: i, Name: string(k), Points: []chart.Point{
			{X: 10, Y: 0.1, Low: new(0.05), High: new(0.2), Text: "here"}, {X: 60, Y: 0.5, Low: new(0.4), High: new(0.7)},
		}})
	}
	return c
}

// Charts are drawn on pages, the same bytes each time, with their texts as text.
func TestCharts(t *testing.T) {
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	var one, two bytes.Buffer
	short := everything()
	short.Table, short.Layers = nil, short.Layers[:3] // two of them fit on a page
	err := Charts(&one, "Charts", at, short, short, everything())
	if errors.Is(err, ErrNoFonts) {
		t.Skip("a PDF needs the typeface, which make puts in place:", err)
	}
	if err := errors.Join(err, Charts(&two, "Charts", at, short, short, everything())); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("two runs differ")
	}
	if n := bytes.Count(one.Bytes(), []byte("/Type /Page\n")); n != 2 {
		t.Errorf("%d pages, want two charts on one and one on the next", n)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext")
	}
	name := filepath.Join(t.TempDir(), "charts.pdf")
	if err := os.WriteFile(name, one.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Half of the units fail by 3 d", "β η λ 10⁻⁶", "Unreliability", "0.1", "At risk", "Age (hours)", "3 lives", "horizontal"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q on the pages", want)
		}
	}
}

func TestChartsRefuses(t *testing.T) {
	broken := everything()
	broken.Layers[1].Points[0].Y = math.NaN()
	if err := Charts(&bytes.Buffer{}, "Charts", time.Time{}, broken); err == nil {
		t.Error("no error")
	}
}
