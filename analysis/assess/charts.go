package assess

import (
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/availability"
	"ninefold/analysis/lifedata"
	"ninefold/analysis/lifedata/plot"
	"ninefold/models/assessment"
	"ninefold/models/chart"
)

// leastDrawn is the number of outages from which a chart says more than a sentence.
const leastDrawn = 5

// drawRecords draws what was measured of a subject: outages over time, and how long
// they lasted. Few outages are not drawn, nor times to restore that are all alike,
// through which no line goes.
func (b *builder) drawRecords(ctx context.Context, subject, title string, spells []spell, m measured) error {
	if m.summary.Outages < leastDrawn {
		return nil
	}
	outages, err := b.outagesChart(title, spells, m)
	if err != nil {
		return fmt.Errorf("assess: chart of outages: %w", err)
	}
	b.out.Charts = append(b.out.Charts, assessment.RecordChart{Subject: subject, Name: assessment.ChartOutages, Chart: outages})
	if m.summary.Outages-m.summary.Open < leastDrawn {
		return nil
	}
	restore, err := b.restoreChart(ctx, title, spells, m)
	switch {
	case errors.Is(err, lifedata.ErrNoEstimate):
		return nil
	case err != nil:
		return fmt.Errorf("assess: chart of times to restore: %w", err)
	}
	b.out.Charts = append(b.out.Charts, assessment.RecordChart{Subject: subject, Name: assessment.ChartRestore, Chart: restore})
	return nil
}

// outagesChart counts outages over the time on record.
func (b *builder) outagesChart(title string, spells []spell, m measured) (chart.Chart, error) {
	history := lifedata.History{b.system(spells)}
	curve, err := lifedata.MeanCumulative(history, lifedata.VarianceRobust)
	if err != nil {
		return chart.Chart{}, err
	}
	c, err := plot.Recurrence([]plot.RecurrenceGroup{{History: history, Curve: curve}}, level)
	if err != nil {
		return c, err
	}
	c.Title = b.recurrenceResult(m.verdict).Title
	c.Subtitle = fmt.Sprintf("%s: outages so far, overlaps merged, from %s to %s. A line that bends upwards says that they become more frequent.",
		title, b.records.from.Format("2 Jan 2006"), b.records.cutoff.Format("2 Jan 2006"))
	c.X.Label, c.Y.Label = "Time on record", "Outages"
	c.Source.Data = fmt.Sprintf("%d outages", m.summary.Outages)
	for i, l := range c.Layers {
		if l.Kind == chart.Curve && l.Series > 0 {
			c.Layers[i].Name = "outages"
		}
	}
	c.Description = fmt.Sprintf("%s: %d outages from %s to %s. %s.", title, m.summary.Outages,
		b.records.from.Format("2 Jan 2006"), b.records.cutoff.Format("2 Jan 2006"), c.Title)
	return c, c.Check()
}

// restoreChart puts times to restore on lognormal paper.
func (b *builder) restoreChart(ctx context.Context, title string, spells []spell, m measured) (chart.Chart, error) {
	var lives []lifedata.Life
	for _, s := range availability.Clip(availability.Union(b.records.hours(spells)), 0, b.records.window()) {
		lives = append(lives, lifedata.Life{Hours: max(s.Hours(), halfMinute), Failed: !s.Open})
	}
	fit, err := lifedata.Fit(lives, lifedata.Lognormal)
	if err != nil {
		return chart.Chart{}, err
	}
	c, err := plot.ProbabilityPaper(ctx, lives, fit, plot.Bounds{Level: level, Method: lifedata.LikelihoodRatio})
	if err != nil {
		return c, err
	}
	c.Title = "Half of the outages are over in " + b.median(m)
	c.Subtitle = title + ": share of outages restored by each time, on lognormal paper."
	c.X.Label, c.Y.Label = "Time to restore", "Share restored"
	for i, l := range c.Layers {
		if l.Kind == chart.Scatter {
			c.Layers[i].Name = "outages"
		}
	}
	c.Source.Data = fmt.Sprintf("%d outages, %d of them open", len(lives), m.summary.Open)
	c.Description = fmt.Sprintf("%s: %s, in %d outages.", title, c.Title, len(lives))
	return c, c.Check()
}

// median writes the median time to restore.
func (b *builder) median(m measured) string {
	e := b.estimate("h")
	measuredOne(&e, m.summary.Median, assessment.FormatHours)
	return e.Display
}
