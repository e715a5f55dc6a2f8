package availability

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"
	"time"
)

// The public status history of a large code host: 801 windows of downtime that was
// not maintenance, 113,182 minutes in all. They overlap: their union is 730
// outages and 108,115 minutes, by the ground truth that comes with the data.
func TestUnionOfRealDowntime(t *testing.T) {
	f, err := os.Open(shared(t, "data", "incidents", "github-statuses-mrshu", "downtime_windows.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var spells []Spell
	var sum float64
	for _, r := range rows[1:] {
		if r[6] == "maintenance" {
			continue
		}
		start, errS := time.Parse(time.RFC3339, r[1])
		end, errE := time.Parse(time.RFC3339, r[2])
		minutes, errM := strconv.ParseFloat(r[3], 64)
		if errS != nil || errE != nil || errM != nil {
			t.Fatal(r, errS, errE, errM)
		}
		spells = append(spells, Spell{Start: float64(start.Unix()) / 3600, End: float64(end.Unix()) / 3600})
		sum += minutes
	}
	union := Union(spells)
	if len(spells) != 801 || sum != 113_182 {
		t.Errorf("%d windows, %.10g min, want 801 and 113182", len(spells), sum)
	}
	if got := hours(union) * 60; len(union) != 730 || relErr(got, 108_115) > 1e-9 {
		t.Errorf("%d outages, %.10g min, want 730 and 108115", len(union), got)
	}

	s, err := Summarize(spells, union[0].Start, union[len(union)-1].End+1, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if s.Outages != 730 || relErr(s.DowntimeHours*60, 108_115) > 1e-9 || s.Availability.Low == nil {
		t.Errorf("summary: %d outages, %g h, availability %+v", s.Outages, s.DowntimeHours, s.Availability)
	}
}
