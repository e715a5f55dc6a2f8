package policy

import (
	"fmt"
	"strings"
)

// RuleSinglePoint is the rule whose parts are single points of failure: a waiver
// for it may name a journey or a basic event.
const RuleSinglePoint = "single-point"

// Rules returns the rule pack.
func Rules() []Rule {
	return []Rule{
		{ID: "journey-target", Title: "A journey has a target and an owner", Mandatory: true, judge: eachJourney(journeyTarget)},
		{ID: RuleSinglePoint, Title: "A critical journey has no single point of failure", Mandatory: true, judge: eachJourney(singlePoint)},
		{ID: "journey-evidence", Title: "The figures of a critical journey do not rest on defaults", judge: eachJourney(evidence)},
		{ID: "retry-amplification", Title: fmt.Sprintf("Retries multiply a request by no more than %d", maxAmplification), Mandatory: true, judge: retryAmplification},
		{ID: "service-owner", Title: "A service has an owner", judge: eachService(serviceOwner)},
		{ID: "tier1-spread", Title: "A tier 1 service runs in two zones or more", Mandatory: true, judge: eachService(tier1(spread))},
		{ID: "tier1-redundancy", Title: "A tier 1 service can lose a replica", Mandatory: true, judge: eachService(tier1(redundancy))},
		{ID: "tier1-timeout", Title: "A hard call of a tier 1 service has a timeout", Mandatory: true, judge: timeouts},
		{ID: "failover-detection", Title: "Failover has outlier detection, without which it does nothing", Mandatory: true, judge: failoverDetection},
	}
}

func eachJourney(judge func(Journey) verdict) func(Facts) []verdict {
	return func(f Facts) []verdict {
		var all []verdict
		for _, j := range f.Journeys {
			v := judge(j)
			v.subject = j.ID
			all = append(all, v)
		}
		return all
	}
}

func eachService(judge func(Service) verdict) func(Facts) []verdict {
	return func(f Facts) []verdict {
		var all []verdict
		for _, s := range f.Services {
			v := judge(s)
			v.subject = s.ID
			all = append(all, v)
		}
		return all
	}
}

func pass(format string, args ...any) verdict {
	return verdict{result: Pass, fact: fmt.Sprintf(format, args...)}
}

func fail(format string, args ...any) verdict {
	return verdict{result: Fail, fact: fmt.Sprintf(format, args...)}
}

func notEvaluated(why string) verdict { return verdict{result: NotEvaluated, fact: why} }

func notApplicable(why string) verdict { return verdict{result: NotApplicable, fact: why} }

func journeyTarget(j Journey) verdict {
	hasTarget := j.Target > 0 && j.Target < 1
	switch {
	case !hasTarget && j.Owner == "":
		return fail("no target and no owner")
	case !hasTarget:
		return fail("no target")
	case j.Owner == "":
		return fail("no owner")
	}
	return pass("target %.6g, owner %s", j.Target, j.Owner)
}

func singlePoint(j Journey) verdict {
	switch {
	case !j.Critical:
		return notApplicable("not critical")
	case j.SinglePoints == nil:
		return notEvaluated("its cut sets are not known")
	case len(j.SinglePoints) > 0:
		v := fail("%d: %s", len(j.SinglePoints), strings.Join(j.SinglePoints, ", "))
		v.parts = j.SinglePoints
		return v
	}
	return pass("none")
}

func evidence(j Journey) verdict {
	if !j.Critical {
		return notApplicable("not critical")
	}
	if len(j.Parameters) == 0 {
		return notEvaluated("its parameters are not known")
	}
	var defaults []string
	for _, p := range j.Parameters {
		if p.Default {
			defaults = append(defaults, p.ID)
		}
	}
	if len(defaults) == 0 {
		return pass("%d parameters, each from records or with a stated source", len(j.Parameters))
	}
	v := fail("%d of %d parameters rest on defaults alone: %s", len(defaults), len(j.Parameters), strings.Join(defaults, ", "))
	v.parts = defaults
	return v
}

func serviceOwner(s Service) verdict {
	if s.Owner == "" {
		return fail("no owner")
	}
	return pass("%s", s.Owner)
}

// tier1 applies a rule to services of tier 1 only.
func tier1(judge func(Service) verdict) func(Service) verdict {
	return func(s Service) verdict {
		switch s.Tier {
		case 0:
			return notEvaluated("its tier is not stated")
		case 1:
			return judge(s)
		}
		return notApplicable(fmt.Sprintf("tier %d", s.Tier))
	}
}

func spread(s Service) verdict {
	zones := map[string]bool{}
	for _, z := range s.Zones {
		zones[z] = true
	}
	switch len(zones) {
	case 0:
		return notEvaluated("where it runs is not known")
	case 1:
		return fail("runs in %s only", s.Zones[0])
	}
	return pass("runs in %d zones", len(zones))
}

func redundancy(s Service) verdict {
	if len(s.Placements) == 0 {
		return notEvaluated("its replicas are not known")
	}
	var bad []string
	for _, p := range s.Placements {
		if p.Required >= p.Replicas {
			bad = append(bad, strings.TrimSpace(fmt.Sprintf("%d of %d required %s", p.Required, p.Replicas, p.Location)))
		}
	}
	if len(bad) > 0 {
		return fail("%s", strings.Join(bad, ", "))
	}
	return pass("a replica to spare at each of %d locations", len(s.Placements))
}

func timeouts(f Facts) []verdict {
	tiers := map[string]int{}
	for _, s := range f.Services {
		tiers[s.ID] = s.Tier
	}
	var all []verdict
	for _, c := range f.Calls {
		v := tier1(func(Service) verdict { return timeout(c) })(Service{ID: c.From, Tier: tiers[c.From]})
		if !c.Hard {
			v = notApplicable("not a hard call")
		}
		v.subject = c.From + ">" + c.To
		all = append(all, v)
	}
	return all
}

func timeout(c Call) verdict {
	switch {
	case c.Timeout == nil:
		return notEvaluated("its timeout is not known")
	case *c.Timeout <= 0:
		return fail("no timeout")
	}
	return pass("%v", *c.Timeout)
}

func failoverDetection(f Facts) []verdict {
	var all []verdict
	for _, c := range f.Calls {
		var v verdict
		switch {
		case !c.Failover:
			v = notApplicable("no failover")
		case !c.OutlierDetection:
			v = fail("failover without outlier detection")
		default:
			v = pass("outlier detection is on")
		}
		v.subject = c.From + ">" + c.To
		all = append(all, v)
	}
	return all
}
