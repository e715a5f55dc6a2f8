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
	var lines []Timeline
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
			line := Timeline{Started: &s.Start}
			if !s.Open {
				line.Resolved = &s.End
			}
			lines = append(lines, line)
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

	// The mean is that of the 838 and of those that took no time; it would be 36 days
	// with the wrong years in it.
	clocks := must(Measure(lines, 30*24, 0.9))
	if got := value(clocks.MTTR.Mean.Value) * 60; len(clocks.Rejected) != 49 || clocks.MTTR.Mean.N != 863 || math.Abs(got-101_931.5/863) > 0.001 {
		t.Errorf("mean of %.10g minutes over %d, %d rejected; want %.10g, 863 and 49", got, clocks.MTTR.Mean.N, len(clocks.Rejected), 101_931.5/863)
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

// totals counts the outages of all sites that ended, their minutes, and those that are
// open.
func totals(bySite map[string][]Spell) (closed int, minutes float64, open int) {
	for _, spells := range bySite {
		for _, o := range spells {
			if o.Open {
				open++
				continue
			}
			closed++
			minutes += 60 * o.Hours()
		}
	}
	return closed, minutes, open
}

// burstsByDay returns the largest number of sites in a burst of each day.
func burstsByDay(t *testing.T, bySite map[string][]Spell, first, last float64) map[string]int {
	t.Helper()
	var starts []Start
	for site, spells := range bySite {
		for _, o := range spells {
			starts = append(starts, Start{site, o.Start})
		}
	}
	days := map[string]int{}
	for _, b := range must(Bursts(starts, first, last, 0.25, 0.001)) {
		at := time.UnixMilli(int64(b.From * 3.6e6)).UTC().Format("2006-01-02")
		days[at] = max(days[at], len(b.Components))
		t.Logf("%s: %d sites within %.2f h, %.2g expected", at, len(b.Components), b.To-b.From, b.Expected)
	}
	return days
}

// A fleet of 48 small sites on one host: 361 outages that ended, of 145,110 minutes,
// and four that never do. 27 sites went down together on 3 March 2026 at 05:34, and
// again on 15 May, by the ground truth: chance has no part in that.
func TestFleetWithOneHost(t *testing.T) {
	bySite, first, last := flips(t, "upptime-foodcoopx")
	closed, minutes, open := totals(bySite)
	if closed != 361 || open != 4 || math.Abs(minutes-145_110.3) > 0.05 {
		t.Errorf("%d outages of %.10g min ended, %d open; want 361, 145110.3 and 4", closed, minutes, open)
	}
	days := burstsByDay(t, bySite, first, last)
	if days["2026-03-03"] != 27 || days["2026-05-15"] != 27 || len(days) < 10 {
		t.Errorf("bursts: %v", days)
	}
}

// Four sites over 35 months: 118 outages of 94,864 minutes, and four days on which all
// of them went down at once, by the ground truth.
func TestFourSitesAtOnce(t *testing.T) {
	bySite, first, last := flips(t, "upptime-b-urb")
	closed, minutes, open := totals(bySite)
	if closed != 118 || open != 0 || math.Abs(minutes-94_863.8) > 0.05 {
		t.Errorf("%d outages of %.10g min ended, %d open; want 118, 94863.8 and none", closed, minutes, open)
	}
	days := burstsByDay(t, bySite, first, last)
	for _, day := range []string{"2024-01-26", "2024-05-09", "2024-10-09", "2024-12-06"} {
		if days[day] != 4 {
			t.Errorf("%s: %d sites, want 4", day, days[day])
		}
	}
}

// A fleet of 125 sites watched for nine days: 642 outages ended, of 19,795 minutes, and
// 31 sites are still down, by the ground truth. What never ended is a lower bound, and
// in no mean as if it had ended.
func TestRightCensoredFleet(t *testing.T) {
	bySite, first, last := flips(t, "upptime-noplagiarism")
	closed, minutes, open := totals(bySite)
	if closed != 642 || open != 31 || math.Abs(minutes-19_795.2) > 0.05 {
		t.Errorf("%d outages of %.10g min ended, %d open; want 642, 19795.2 and 31", closed, minutes, open)
	}
	never, some := 0, 0
	for site, spells := range bySite {
		s := must(Summarize(spells, first, last+1, 0.9))
		var over, so float64 // of those that ended: number, hours
		for _, o := range spells {
			if !o.Open {
				over++
				so += o.Hours()
			}
		}
		switch {
		case s.Open == 0:
		case over == 0:
			never++
			if s.MTTR.Value != nil || s.MTTR.High != nil || s.MTTR.Low == nil || s.MTTR.Reason == "" || s.Availability.Value != nil {
				t.Errorf("%s: mean %+v and availability %+v from an outage that is not over", site, s.MTTR, s.Availability)
			}
		case over >= leastLognormal:
			some++
			if s.MTTR.Method != "lognormal, right-censored, generalized interval" {
				t.Errorf("%s: %s", site, s.MTTR.Method)
			}
		default:
			some++
			if !(value(s.MTTR.Value) > so/over) {
				t.Errorf("%s: mean %g h, not above %g of those that ended", site, value(s.MTTR.Value), so/over)
			}
		}
	}
	if never+some != 31 || never == 0 || some == 0 {
		t.Errorf("%d sites never came back and %d once did, want 31 in all", never, some)
	}
}
