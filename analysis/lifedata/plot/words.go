package plot

import (
	"fmt"
	"math"
	"strings"

	"ninefold/analysis/lifedata"
	"ninefold/models/assessment"
	"ninefold/models/chart"
)

// span writes hours in the unit that fits.
func span(hours float64) string {
	switch {
	case hours >= 3*8760:
		return assessment.Significant(hours/8760, 3) + " yr"
	case hours >= 2400:
		return assessment.Significant(hours/24, 3) + " d"
	case hours >= 2 && hours < 48:
		return strings.TrimSuffix(assessment.Significant(hours, 3), ".0") + " h"
	}
	return assessment.FormatHours(hours)
}

// number writes a number to three digits.
func number(x float64) string {
	if a := math.Abs(x); a != 0 && !(a >= 1e-4 && a < 1e7) {
		return fmt.Sprintf("%.2e", x)
	}
	return assessment.Significant(x, 3)
}

// percent writes a share, never rounded to none or all.
func percent(share float64) string {
	switch {
	case share > 0 && share < 0.0005:
		return "< 0.1 %"
	case share >= 0.9995 && share < 1:
		return "> 99.9 %"
	}
	return fmt.Sprintf("%.3g %%", 100*share)
}

// within writes an interval, of which a side may be missing: "90 % 1.2–3.4".
func within(low, high *float64, level float64, write func(float64) string) string {
	percent := fmt.Sprintf("%.3g %%", 100*level)
	switch {
	case low != nil && high != nil:
		from, to := write(*low), write(*high)
		if i := strings.LastIndexByte(to, ' '); i > 0 && strings.Count(from, " ") == 1 { // 2.2–3.2 d
			from = strings.TrimSuffix(from, to[i:])
		}
		return percent + " " + from + "–" + to
	case low != nil:
		return fmt.Sprintf("%.3g %% more than %s", 50+50*level, write(*low))
	case high != nil:
		return fmt.Sprintf("%.3g %% less than %s", 50+50*level, write(*high))
	}
	return "no bounds"
}

// counted writes "1 life", "2 lives".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strings.TrimSuffix(assessment.FormatMinutes(float64(n)), ".0") + " " + many
}

// tally counts lives, and how many of them failed.
func tally(lives []lifedata.Life) (all, failed int) {
	for _, l := range lives {
		all += l.Number()
		if !l.Censored() {
			failed += l.Number()
		}
	}
	return all, failed
}

func livesText(all, failed int) string {
	return counted(all, "life", "lives") + ", " + counted(failed, "failure", "failures")
}

// timeAxis returns an axis of ages from 0 to somewhat more than the last.
func timeAxis(last float64) chart.Axis {
	return chart.Axis{Label: "Age", Unit: chart.Hours, Scale: chart.Linear, Low: 0, High: last * 1.02}
}

// logAxis returns a logarithmic axis that holds values from low to high with some
// room at the ends, and a third of a decade at least.
func logAxis(label string, unit chart.Unit, low, high float64) chart.Axis {
	room := math.Pow(high/low, 0.04)
	if narrow := 2 / (high / low); narrow > room*room {
		room = math.Sqrt(narrow)
	}
	return chart.Axis{Label: label, Unit: unit, Scale: chart.Log, Low: low / room, High: high * room}
}

// countAxis returns an axis from 0 to a round number that is not below most.
func countAxis(label string, most float64) chart.Axis {
	step := chart.Step(most * 1.03 / 5)
	return chart.Axis{Label: label, Unit: chart.Number, Scale: chart.Linear, Low: 0, High: step * math.Ceil(most*1.03/step)}
}

// fits reports an error of times that no axis has a place for.
func fits(hours float64) error {
	if !(hours >= 1e-90 && hours <= 1e90) {
		return fmt.Errorf("plot: %g hours are beyond what can be drawn", hours)
	}
	return nil
}
