package assess

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ninefold/models"
	"ninefold/models/assessment"
)

const (
	noEffect   = "no measurable effect"
	measurable = 1e-3 // share of the downtime, below which a difference is no reason to act
	rounding   = 1e-9 // share of a number that two ways to compute it may differ by
)

// evaluateScenarios assesses every scenario on the same random numbers as the
// model.
func (b *builder) evaluateScenarios(ctx context.Context) error {
	b.out.Scenarios = []assessment.Scenario{}
	runs := b.programmeRuns()
	if len(runs) == 0 {
		return nil
	}
	limit, _ := limits(runs)
	base := weigh(b.runs, programmeWeights(b.in.Mesh.Journeys), b.opt.Samples)
	for _, s := range b.in.Mesh.Scenarios {
		changed, err := b.in.Mesh.Apply(s.ID)
		if err != nil {
			return fmt.Errorf("assess: scenario %s: %w", s.ID, err)
		}
		alt, err := b.alternative(ctx, changed)
		if err != nil {
			return fmt.Errorf("assess: scenario %s: %w", s.ID, err)
		}
		b.out.Scenarios = append(b.out.Scenarios, b.scenario(s, base, alt, limit))
	}
	return nil
}

// An outcome is the programme's downtime under one model.
type outcome struct {
	minutes      float64 // per year, at the means
	samples      []float64
	singlePoints int
}

// weigh adds the journeys of the programme up, by their share of its users.
func weigh(runs []*quantified, weight map[string]float64, n int) outcome {
	out := outcome{samples: make([]float64, n)}
	single := map[string]bool{}
	for _, q := range runs {
		w := weight[q.journey.ID]
		if w == 0 {
			continue
		}
		out.minutes += w * q.unavailability * minutesPerYear
		for i, u := range q.samples {
			out.samples[i] += w * u * minutesPerYear
		}
		for _, h := range q.single {
			single[q.events[h.event].ID] = true
		}
	}
	out.singlePoints = len(single)
	return out
}

// alternative quantifies the programme's journeys under a changed model.
func (b *builder) alternative(ctx context.Context, m models.Mesh) (outcome, error) {
	params, err := b.model.estimate(m)
	if err != nil {
		return outcome{}, err
	}
	draws, err := params.draw(ctx, b.opt.Seed, b.opt.Samples, b.draws)
	if err != nil {
		return outcome{}, err
	}
	weight := programmeWeights(m.Journeys)
	sys := system(m, params)
	var runs []*quantified
	for _, j := range m.Journeys {
		if weight[j.ID] > 0 {
			q, err := quantify(ctx, sys, j, inputs{params, draws, b.opt.NodeLimit})
			if err != nil {
				return outcome{}, err
			}
			runs = append(runs, q)
		}
	}
	return weigh(runs, weight, b.opt.Samples), nil
}

func (b *builder) scenario(s models.Scenario, base, alt outcome, limit *float64) assessment.Scenario {
	saved := make([]float64, len(base.samples))
	better := 0
	for i := range saved {
		saved[i] = base.samples[i] - alt.samples[i]
		if saved[i] > rounding*base.samples[i] {
			better++
		}
	}
	blind := b.blindness(journeysOf(b.programmeRuns())...)
	costOnce, costYear := b.scenarioCost(s)
	out := assessment.Scenario{
		ID: s.ID, Title: s.Title, Owner: s.Owner, CostOnce: costOnce, CostPerYear: costYear, Currency: s.Currency,
		DowntimeMinutesPerYear: b.modelled(alt.minutes, alt.samples, "min/yr", blind),
		SavedMinutesPerYear:    b.modelled(base.minutes-alt.minutes, saved, "min/yr", blind),
		Availability:           1 - alt.minutes/minutesPerYear, AvailabilityDisplay: assessment.FormatAvailability(alt.minutes / minutesPerYear),
		SinglePoints: alt.singlePoints, ProbabilityBetter: float64(better) / float64(len(saved)),
		CostDisplay: costText(costOnce, costYear, s.Currency),
	}
	if s.LeadTime > 0 {
		out.LeadTime = s.LeadTime.String()
	}
	minutesText(&out.DowntimeMinutesPerYear)
	minutesText(&out.SavedMinutesPerYear)
	if first := costOnce + costYear; first > 0 {
		out.MinutesPerThousand = ptr(*out.SavedMinutesPerYear.Value / (first / 1000))
	}
	if limit != nil {
		judge(&out.DowntimeMinutesPerYear, *limit)
		out.InsideLimit = blind == "" && alt.minutes <= *limit
	}
	out.Verdict = verdict(out, base, alt, limit)
	if blind != "" && base.minutes == 0 {
		withhold(&out.DowntimeMinutesPerYear, &out.SavedMinutesPerYear)
		out.AvailabilityDisplay, out.MinutesPerThousand = missing, nil
	}
	return out
}

func verdict(s assessment.Scenario, base, alt outcome, limit *float64) string {
	switch {
	case math.Abs(base.minutes-alt.minutes) < measurable*base.minutes || base.minutes == alt.minutes:
		return noEffect
	case s.DowntimeMinutesPerYear.Status == assessment.NotJudged:
		return "not judged"
	case limit == nil:
		return "no limit to compare with"
	case s.InsideLimit:
		return "inside"
	}
	return "over limit"
}

// scenarioCost adds what a scenario builds on.
func (b *builder) scenarioCost(s models.Scenario) (once, perYear float64) {
	seen := map[string]bool{}
	for {
		once += s.CostOnce
		perYear += s.CostYear
		seen[s.ID] = true
		next := slices.IndexFunc(b.in.Mesh.Scenarios, func(o models.Scenario) bool { return o.ID == s.BuildsOn })
		if s.BuildsOn == "" || next < 0 || seen[s.BuildsOn] {
			return once, perYear
		}
		s = b.in.Mesh.Scenarios[next]
	}
}

func costText(once, perYear float64, currency string) string {
	switch {
	case once > 0 && perYear > 0:
		return assessment.FormatMoney(once, currency) + " one-off, " + assessment.FormatMoney(perYear, currency) + " a year"
	case once > 0:
		return assessment.FormatMoney(once, currency) + " one-off"
	case perYear > 0:
		return assessment.FormatMoney(perYear, currency) + " a year"
	}
	return "cost not stated"
}
