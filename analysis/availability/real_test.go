package availability

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
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

// The same company's status page as another reader took it down, with all its faults:
// of 917 incidents 39 last longer than 30 days for a wrong year (91 years in all), 10
// end before they start, 25 take no time, 5 are not resolved; 838 are left, of
// 101,932 minutes, by the ground truth that comes with the data.
func TestDirtyArchive(t *testing.T) {
	var spells []Spell
	for year := 2020; year <= 2026; year++ {
		data, err := os.ReadFile(shared(t, "data", "incidents", "github-statuspage-api-crazymeal", fmt.Sprintf("incidents-%d.json", year)))
		if err != nil {
			t.Fatal(err)
		}
		var incidents []struct {
			Created  time.Time  `json:"created_at"`
			Started  *time.Time `json:"started_at"`
			Resolved *time.Time `json:"resolved_at"`
		}
		if err := json.Unmarshal(data, &incidents); err != nil {
			t.Fatal(err)
		}
		for _, i := range incidents {
			start := i.Created
			if i.Started != nil {
				start = *i.Started
			}
			s := Spell{Start: hourOf(start), End: hourOf(start), Open: i.Resolved == nil}
			if !s.Open {
				s.End = hourOf(*i.Resolved)
			}
			spells = append(spells, s)
		}
	}
	fit, rejected, err := Screen(spells, 30*24)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[RejectionKind]int{}
	for _, r := range rejected {
		kinds[r.Kind]++
		if r.Reason == "" {
			t.Errorf("%+v has no reason", r)
		}
	}
	var sound, still, open int
	var minutes float64
	for _, s := range fit {
		switch {
		case s.Open:
			open++
		case s.Hours() == 0:
			still++
		default:
			sound++
			minutes += 60 * s.Hours()
		}
	}
	if len(spells) != 917 || kinds[RejectedTooLong] != 39 || kinds[RejectedNegative] != 10 || open != 5 || still != 25 || sound != 838 {
		t.Errorf("of %d: %v rejected, %d open, %d of no length, %d sound; want 917, 39 and 10, 5, 25, 838", len(spells), kinds, open, still, sound)
	}
	if math.Abs(minutes-101_931.5) > 0.05 {
		t.Errorf("%.10g minutes, want 101931.5", minutes)
	}
}

func hourOf(at time.Time) float64 { return float64(at.UnixMilli()) / 3.6e6 }

// flips are the outages of each site of an uptime log, by its flips from up to down
// and back; those that never end are open at the last row.
func flips(t *testing.T, folder string) (map[string][]Spell, float64, float64) {
	t.Helper()
	f, err := os.Open(shared(t, "data", "incidents", folder, "status-log.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	first, last := math.Inf(1), math.Inf(-1)
	down, bySite := map[string]float64{}, map[string][]Spell{}
	for _, row := range rows[1:] {
		at, err := time.Parse(time.RFC3339, row[0])
		if err != nil {
			t.Fatal(err)
		}
		hour, site := hourOf(at), row[2]
		first, last = min(first, hour), max(last, hour)
		since, isDown := down[site]
		switch {
		case row[3] == "down" && !isDown:
			down[site] = hour
		case row[3] != "down" && isDown:
			bySite[site] = append(bySite[site], Spell{Start: since, End: hour})
			delete(down, site)
		}
	}
	for site, since := range down {
		bySite[site] = append(bySite[site], Spell{Start: since, End: last, Open: true})
	}
	return bySite, first, last
}

// A fleet of 48 small sites on one host: 361 outages that ended, of 145,110 minutes,
// and four that never do. 27 sites went down together on 3 March 2026 at 05:34, and
// again on 15 May, by the ground truth: chance has no part in that.
func TestFleetWithOneHost(t *testing.T) {
	bySite, first, last := flips(t, "upptime-foodcoopx")
	var closed, open int
	var minutes float64
	var starts []Start
	for site, spells := range bySite {
		s, err := Summarize(spells, first, last+1, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		open += s.Open
		if s.Open > 0 && s.Outages == 1 && s.MTTR.Value != nil {
			t.Errorf("%s: a mean of %g from an outage that is not over", site, *s.MTTR.Value)
		}
		for _, o := range spells {
			starts = append(starts, Start{site, o.Start})
			if !o.Open {
				closed++
				minutes += 60 * o.Hours()
			}
		}
	}
	if closed != 361 || open != 4 || math.Abs(minutes-145_110.3) > 0.05 {
		t.Errorf("%d outages of %.10g min ended, %d open; want 361, 145110.3 and 4", closed, minutes, open)
	}
	bursts, err := Bursts(starts, first, last, 0.25, 0.001)
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]int{}
	for _, b := range bursts {
		at := time.UnixMilli(int64(b.From * 3.6e6)).UTC().Format("2006-01-02")
		days[at] = max(days[at], len(b.Components))
		t.Logf("%s: %d sites from %.2f h on, %.2g expected", at, len(b.Components), b.From-first, b.Expected)
	}
	if days["2026-03-03"] != 27 || days["2026-05-15"] != 27 || len(bursts) < 12 {
		t.Errorf("bursts: %v", days)
	}
}
