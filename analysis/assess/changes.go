package assess

import (
	"fmt"
	"math"
	"strings"

	"ninefold/models/assessment"
)

const listedChanges = 5

// changes says what is different from the last assessment of the model, in words.
func changes(a, previous *assessment.Assessment) []string {
	out := []string{}
	if previous == nil {
		return out
	}
	if reason := incomparable(a, previous); reason != "" {
		out = append(out, "Figures are "+reason)
	}
	if more := a.Records.Incidents - previous.Records.Incidents; more != 0 {
		out = append(out, fmt.Sprintf("%+d %s on record", more, plural(max(more, -more), "incident", "incidents")))
	}
	for _, s := range a.SinglePoints {
		if s.New {
			out = append(out, "New single point of failure: "+s.Title)
		}
	}
	return out[:min(listedChanges, len(out))]
}

// incomparable says why figures of two assessments must not be compared; empty
// where they may.
func incomparable(a, previous *assessment.Assessment) string {
	switch {
	case a.Model.Version != previous.Model.Version:
		return fmt.Sprintf("not comparable: model %d → %d", previous.Model.Version, a.Model.Version)
	case a.Model.Digest != previous.Model.Digest:
		return "not comparable: the model has changed"
	case a.EngineVersion != previous.EngineVersion:
		return fmt.Sprintf("not comparable: engine %s → %s", previous.EngineVersion, a.EngineVersion)
	}
	return ""
}

// compareFigures says of each figure how it has changed, in its own unit.
func compareFigures(figures []assessment.Figure, a, previous *assessment.Assessment) {
	if previous == nil {
		return
	}
	before := map[string]assessment.Estimate{}
	for _, f := range previous.Overview.Figures {
		before[f.ID] = f.Estimate
	}
	reason := incomparable(a, previous)
	for i, f := range figures {
		old, now := before[f.ID].Value, f.Estimate.Value
		switch {
		case reason != "":
			figures[i].Change = reason
		case old != nil && now != nil:
			figures[i].Change = difference(*now-*old, f.Estimate)
		}
	}
}

// difference writes a change in the unit of e: availability as minutes of downtime
// in its window, because points of a percent tell nobody anything.
func difference(d float64, e assessment.Estimate) string {
	text := assessment.FormatMinutes(math.Abs(d))
	switch e.Unit {
	case "ratio":
		d *= -windowMinutes(e)
		text = assessment.FormatMinutes(math.Abs(d)) + " min down"
	case "min/yr":
		text += " min"
	case "count":
		text = fmt.Sprint(math.Abs(d))
	default:
		text = assessment.FormatMoney(math.Abs(d), strings.TrimSuffix(e.Unit, "/yr"))
	}
	switch {
	case d > 0:
		return "+" + text
	case d < 0:
		return "−" + text
	}
	return "unchanged"
}
