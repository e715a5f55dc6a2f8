package report

import (
	"fmt"
	"io"
	"strings"

	"ninefold/models/assessment"
)

// A table is one CSV file: its header, and the rows of an assessment.
type table struct {
	name   string
	header string // comma-separated
	rows   func(*assessment.Assessment) [][]cell
}

// estimateColumns are the columns of an estimate called name.
func estimateColumns(name string) string {
	return strings.ReplaceAll("X,X_lo90,X_hi90,X_method,X_n,X_status,X_reason,X_confidence", "X", name)
}

func estimateCells(e assessment.Estimate) []cell {
	return []cell{e.Value, e.Low, e.High, e.Method, e.N, e.Status, e.Reason, e.Confidence}
}

// row joins cells and groups of cells.
func row(parts ...any) []cell {
	var out []cell
	for _, p := range parts {
		if group, ok := p.([]cell); ok {
			out = append(out, group...)
		} else {
			out = append(out, p)
		}
	}
	return out
}

var tables = []table{
	{"figures", "figure,title,unit," + estimateColumns("value") + ",verdict", figureRows},
	{"journeys", "journey,name,critical,owner,target_ratio,limit_min_per_year," + estimateColumns("unavailability_ratio") + "," +
		estimateColumns("downtime_min_per_year") + "," + estimateColumns("outages_per_year") + "," + estimateColumns("mean_outage_min") + ",cut_sets_count", journeyRows},
	{"cut-sets", "journey,rank,order,events,title,probability,share_ratio,cumulative_ratio,downtime_min_per_year", cutSetRows},
	{"importance", "journey,event,label,probability,birnbaum,criticality,fussell_vesely,risk_achievement_worth,risk_reduction_worth", importanceRows},
	{"causes", "rank,title,journey,downtime_min_per_year,share_ratio,cost_per_year,currency,single_point", causeRows},
	{"single-points", "event,title,journeys,downtime_min_per_year,owner,accepted,accepted_until,new", singlePointRows},
	{"fmea", "id,item,mode,local_effect,journey_effect,cause,detection_control,severity,occurrence,detection,rpn,action_priority,event," +
		"failure_rate_per_year,mttr_h,downtime_min_per_year,basis", fmeaRows},
	{"scenarios", "scenario,title,owner," + estimateColumns("downtime_min_per_year") + "," + estimateColumns("saved_min_per_year") +
		",cost_once,cost_per_year,currency,min_saved_per_thousand,probability_better,inside_limit,verdict", scenarioRows},
	{"slos", "slo,title,subject,owner,critical,objective_ratio,window_d," + estimateColumns("attained_ratio") + ",budget_left_min", sloRows},
	{"services", "service,title,kind,tier,owner,outages,open,downtime_min," + estimateColumns("mttr_h") + "," + estimateColumns("mtbf_h") + "," +
		estimateColumns("availability_ratio") + ",expected_min_per_year", serviceRows},
	{"parameters", "parameter,label,provenance,failure_rate_per_year,failure_rate_per_year_lo90,failure_rate_per_year_hi90,mttr_h,mttr_h_lo90,mttr_h_hi90," +
		"probability,events,exposure_y,prior_weight_ratio,source", parameterRows},
	{"policy", "rule,title,subject,result,fact,mandatory,waived_until,waived_by", policyRows},
	{"trend", "month," + estimateColumns("availability_ratio") + ",label", trendRows},
	{"blast-radius", "subject,kind,title,users_down_ratio,journeys_down,journeys_degraded,services_down,services_degraded,downtime_min_per_year", impactRows},
}

// Tables returns the names of the CSV tables.
func Tables() []string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name
	}
	return names
}

// Table writes one table of a as CSV; see the package comment for its form. It
// returns an error for a name that [Tables] does not have, and that of w.
func Table(w io.Writer, a *assessment.Assessment, name string, bom bool) error {
	for _, t := range tables {
		if t.name == name {
			return WriteCSV(w, strings.Split(t.header, ","), t.rows(a), bom)
		}
	}
	return fmt.Errorf("report: no table %q", name)
}

// each makes one row of every element.
func each[T any](list []T, cells func(T) []cell) [][]cell {
	rows := make([][]cell, len(list))
	for i, x := range list {
		rows[i] = cells(x)
	}
	return rows
}

func figureRows(a *assessment.Assessment) [][]cell {
	return each(a.Overview.Figures, func(f assessment.Figure) []cell {
		return row(f.ID, f.Title, f.Estimate.Unit, estimateCells(f.Estimate), f.Verdict)
	})
}

func journeyRows(a *assessment.Assessment) [][]cell {
	return each(a.Journeys, func(j assessment.Journey) []cell {
		return row(j.ID, j.Name, j.Critical, j.Owner, j.Target, j.LimitMinutesPerYear, estimateCells(j.Unavailability), estimateCells(j.DowntimeMinutesPerYear),
			estimateCells(j.OutagesPerYear), estimateCells(j.MeanOutageMinutes), j.CutSets.Count)
	})
}

func cutSetRows(a *assessment.Assessment) (rows [][]cell) {
	for _, j := range a.Journeys {
		rows = append(rows, each(j.CutSets.Top, func(s assessment.CutSet) []cell {
			return row(j.ID, s.Rank, s.Order, strings.Join(s.Events, "; "), s.Title, s.Probability, s.Share, s.Cumulative, s.MinutesPerYear)
		})...)
	}
	return rows
}

func importanceRows(a *assessment.Assessment) (rows [][]cell) {
	for _, j := range a.Journeys {
		rows = append(rows, each(j.Importance, func(i assessment.Importance) []cell {
			return row(j.ID, i.Event, i.Label, i.Probability, i.Birnbaum, i.Criticality, i.FussellVesely, i.RiskAchievementWorth, i.RiskReductionWorth)
		})...)
	}
	return rows
}

func causeRows(a *assessment.Assessment) [][]cell {
	causes := a.Overview.Causes
	if a.Overview.OtherCauses != nil {
		causes = append(causes[:len(causes):len(causes)], *a.Overview.OtherCauses)
	}
	return each(causes, func(c assessment.Cause) []cell {
		return row(c.Rank, c.Title, c.JourneyID, c.MinutesPerYear, c.Share, c.CostPerYear, c.Currency, c.SinglePoint)
	})
}

func singlePointRows(a *assessment.Assessment) [][]cell {
	return each(a.SinglePoints, func(s assessment.SinglePoint) []cell {
		return row(s.Event, s.Title, strings.Join(s.Journeys, "; "), s.MinutesPerYear, s.Owner, s.Accepted, s.AcceptedUntil, s.New)
	})
}

func fmeaRows(a *assessment.Assessment) [][]cell {
	return each(a.FMEA, func(r assessment.FMEARow) []cell {
		return row(r.ID, r.Item, r.Mode, r.LocalEffect, r.JourneyEffect, r.Cause, r.Detection, r.Severity, r.Occurrence, r.DetectionRank, r.RPN,
			r.ActionPriority, r.Event, r.RatePerYear, r.RestoreHours, r.MinutesPerYear, r.Basis)
	})
}

func scenarioRows(a *assessment.Assessment) [][]cell {
	return each(a.Scenarios, func(s assessment.Scenario) []cell {
		return row(s.ID, s.Title, s.Owner, estimateCells(s.DowntimeMinutesPerYear), estimateCells(s.SavedMinutesPerYear), s.CostOnce, s.CostPerYear,
			s.Currency, s.MinutesPerThousand, s.ProbabilityBetter, s.InsideLimit, s.Verdict)
	})
}

func sloRows(a *assessment.Assessment) [][]cell {
	return each(a.SLOs, func(s assessment.SLO) []cell {
		return row(s.ID, s.Title, s.Subject, s.Owner, s.Critical, s.Objective, s.WindowDays, estimateCells(s.Attained), s.BudgetMinutes.Value)
	})
}

func serviceRows(a *assessment.Assessment) [][]cell {
	return each(a.Services, func(s assessment.Service) []cell {
		return row(s.ID, s.Title, s.Kind, s.Tier, s.Owner, s.Outages, s.Open, s.DowntimeMin, estimateCells(s.MTTR), estimateCells(s.MTBF),
			estimateCells(s.Availability), s.MinutesPerYear)
	})
}

func parameterRows(a *assessment.Assessment) [][]cell {
	return each(a.Parameters, func(p assessment.Parameter) []cell {
		return row(p.ID, p.Label, p.Provenance, p.RatePerYear, p.RateLow, p.RateHigh, p.RestoreHours, p.RestoreLow, p.RestoreHigh,
			p.Probability, p.Events, p.ExposureYears, p.PriorWeight, p.Source)
	})
}

func policyRows(a *assessment.Assessment) [][]cell {
	return each(a.Policy, func(r assessment.RuleResult) []cell {
		return row(r.Rule, r.Title, r.Subject, r.Result, r.Fact, r.Mandatory, r.WaivedUntil, r.WaivedBy)
	})
}

func trendRows(a *assessment.Assessment) [][]cell {
	return each(a.Overview.Trend, func(p assessment.TrendPoint) []cell {
		return row(p.Month, estimateCells(p.Estimate), p.Label)
	})
}

func impactRows(a *assessment.Assessment) [][]cell {
	return each(a.Impacts, func(i assessment.Impact) []cell {
		var down, degraded, servicesDown, servicesDegraded []string
		for _, j := range i.Journeys {
			switch j.Effect {
			case assessment.EffectDown:
				down = append(down, j.Title)
			case assessment.EffectDegraded:
				degraded = append(degraded, j.Title)
			}
		}
		for _, s := range i.Services {
			if s.Effect == assessment.EffectDown {
				servicesDown = append(servicesDown, s.ID)
			} else {
				servicesDegraded = append(servicesDegraded, s.ID)
			}
		}
		return row(i.Subject, i.Kind, i.Title, i.UsersDown, strings.Join(down, "; "), strings.Join(degraded, "; "), strings.Join(servicesDown, "; "),
			strings.Join(servicesDegraded, "; "), i.MinutesPerYear)
	})
}
